"""The application that the tests serve: each path shows the monitor one kind of behaviour."""

import os
import time
from urllib.parse import parse_qs


def application(environ, start_response):
    path = environ["PATH_INFO"]
    query = parse_qs(environ.get("QUERY_STRING", ""))
    if path == "/sleep":
        time.sleep(float(query["s"][0]))
    elif path == "/until":
        while not os.path.exists(query["file"][0]):
            time.sleep(0.01)
    elif path == "/exc":
        raise RuntimeError("asked for")
    elif path == "/crash":
        os._exit(1)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "6")])
    return [b"hello\n"]
