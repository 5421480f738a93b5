"""The application that every server runs."""
import os
import time

BIG = b"x" * 1048576
PIECE = b"y" * 65536
TEXT = [("Content-Type", "text/plain")]


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/":
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"Hello World"]
    if path == "/big":
        start_response("200 OK", TEXT + [("Content-Length", str(len(BIG)))])
        return [BIG]
    if path == "/stream":
        start_response("200 OK", TEXT + [("Content-Length", str(16 * len(PIECE)))])
        return (PIECE for _ in range(16))
    if path == "/upload":
        size = len(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        start_response("200 OK", TEXT)
        return [str(size).encode()]
    if path in ("/sleep", "/slow"):
        time.sleep(0.02 if path == "/sleep" else 0.2)
        start_response("200 OK", TEXT)
        return [b"slept"]
    if path == "/pid":
        start_response("200 OK", TEXT)
        return [str(os.getpid()).encode()]
    start_response("404 Not Found", TEXT)
    return [b""]
