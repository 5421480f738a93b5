"""Dies while it is imported in worker 2, again and again (with --lazy-apps)."""

import os

import uwsgi

if uwsgi.worker_id() == 2:
    os._exit(1)


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello\n"]
