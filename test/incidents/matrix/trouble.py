"""The application of the matrix of drills: each path brings one kind of trouble, and "/" none."""

import os
import signal
import time
from urllib.parse import parse_qs


def application(environ, start_response):
    path = environ["PATH_INFO"]
    query = parse_qs(environ.get("QUERY_STRING", ""))
    seconds = float(query.get("s", ["0"])[0])
    if path == "/events":
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        return stream(seconds)
    if path.startswith("/download/"):
        start_response("200 OK", [("Content-Type", "application/zip")])
        return (b"x" * 65536 for _ in range(int(query["pieces"][0])))
    time.sleep(seconds)
    if path in ENDS:
        ENDS[path]()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "6")])
    return [b"hello\n"]


def stream(seconds):
    until = time.time() + seconds
    while time.time() < until:
        yield b"data: tick\n\n"
        time.sleep(0.5)


def send(number):
    os.kill(os.getpid(), number)
    time.sleep(5)


ENDS = {
    "/segv": lambda: send(signal.SIGSEGV),
    "/abort": os.abort,
    "/exit": lambda: os._exit(1),
    "/killed": lambda: send(signal.SIGKILL),
}
