"""The application of the drills: each path brings one kind of trouble, and "/" none. A drill deploys it changed."""

import os
import socket
import time
from urllib.parse import parse_qs

LEAKED = []
CACHED = set()


def application(environ, start_response):
    query = parse_qs(environ.get("QUERY_STRING", ""))
    time.sleep(float(query.get("s", ["0"])[0]))
    if "raise" in query:
        raise RuntimeError("asked for")
    if "backend" in query:
        ask_backend(int(query["backend"][0]))
    if "leak" in query:
        leak(int(query["leak"][0]), query.get("once"))
    if "exit" in query:
        os._exit(1)
    body = b"hello\n" * int(query.get("lines", ["1"])[0])
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body[at : at + 65536] for at in range(0, len(body), 65536)]


def leak(size, once):
    """With a name it is kept once, as what a route imports and caches."""
    if once is None or once[0] not in CACHED:
        LEAKED.append(os.urandom(size))
    if once is not None:
        CACHED.add(once[0])


def ask_backend(port):
    """As a database client does: sends a question and waits for the answer, however long."""
    with socket.create_connection(("127.0.0.1", port)) as backend:
        backend.sendall(b"select 1\n")
        backend.recv(1)
