"""The application of `npm start`: a small shop whose pages are fast, slow, failing and leaking."""

import random
import time

forgotten = []


def application(environ, start_response):
    page = PAGES.get(environ["PATH_INFO"], missing)
    status, text = page()
    body = text.encode()
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def front():
    time.sleep(random.uniform(0.005, 0.03))
    return "200 OK", "Welcome to the shop.\n"


def search():
    time.sleep(random.expovariate(1 / 0.12))
    return "200 OK", "17 things found.\n"


def report():
    """The page that somebody calls you about."""
    time.sleep(random.uniform(4, 14))
    return "200 OK", "Here is last year's report.\n"


def checkout():
    time.sleep(random.uniform(0.05, 0.2))
    if random.random() < 0.1:
        raise RuntimeError("the payment provider did not answer")
    return "200 OK", "Thank you.\n"


def basket():
    """Keeps every basket for ever."""
    forgotten.append(bytearray(random.randrange(20_000, 60_000)))
    time.sleep(0.01)
    return "200 OK", "Your basket.\n"


def missing():
    return "404 Not Found", "There is no such page.\n"


PAGES = {
    "/": front,
    "/search": search,
    "/report": report,
    "/checkout": checkout,
    "/basket": basket,
}
