"""One core: takes requests from its link, one at a time, and runs the application."""
import json
import sys
import time

from .file_wrapper import FileWrapper
from .link import BODY_FOLLOWS, ENVIRON_IS_JSON, NO_APPLICATION, REQUEST, RETIRE, SIZE, Link, LinkLost
from .report import print_exception, say
from .request_body import RequestBody
from .response import ClientGone, Response
from .uwsgi_module import current

#: A gateway that was killed is back within this time, or the whole server is going away.
RECONNECT_SECONDS = 5.0


class Core:
    def __init__(self, applications, settings, identity):
        """`identity`: the hello of this core; see `Hello` in dispatch/link-frames.ts."""
        self._applications = applications
        number = (identity["slot"] - 1) * settings["threads"] + identity["core"]
        path = settings["links"][number % len(settings["links"])]
        self._link = Link(path, identity)
        self._environ = _constant_environ(settings, identity)
        self.requests = 0

    def connect(self):
        deadline = time.monotonic() + RECONNECT_SECONDS
        while True:
            try:
                return self._link.connect()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def run(self):
        """Serve until told to retire. Raises OSError when the gateway does not come back."""
        link = self._link
        while True:
            try:
                kind, flags, _extra, payload = link.read()
                if kind == REQUEST:
                    self._answer(flags, payload)
                elif kind == RETIRE:
                    link.close()
                    return
            except LinkLost:
                self.connect()

    def _answer(self, flags, payload):
        end = 4 + SIZE.unpack_from(payload)[0]
        if flags & ENVIRON_IS_JSON:
            pieces = iter(json.loads(payload[4:end]))
        else:
            pieces = iter(payload[4:end].decode("latin-1").split("\0"))
        environ = self._environ.copy()
        environ.update(zip(pieces, pieces))
        self.requests += 1
        body = RequestBody(payload[end:], self._link if flags & BODY_FOLLOWS else None)
        environ["wsgi.input"] = current.body = body
        app_id, application = self._applications.route(environ)
        uri = environ.get("REQUEST_URI") or environ.get("PATH_INFO", "")
        response = Response(self._link, environ.get("REQUEST_METHOD") == "HEAD", uri, app_id)
        if application is None:
            response.app_id = NO_APPLICATION
            response.answer_failure()
            say("--- no python application found, check your startup logs for errors ---")
            response.fail()
            return
        self._run_application(application, environ, response)

    def _run_application(self, application, environ, response):
        result = None
        try:
            try:
                result = application(environ, response.start_response)
                kind = type(result)
                if kind is list or kind is tuple:
                    response.send_all(result)
                    return
                response.send_each(result)
            finally:
                if result is not None:
                    close = getattr(result, "close", None)
                    if close is not None:
                        close()
            response.finish()
        except LinkLost:
            raise
        except ClientGone:
            response.abandon()
        except BaseException as error:  # SystemExit too: one request must not end the worker
            response.answer_failure()  # the client does not wait for a log that is slow or full
            print_exception(error)
            response.fail()


def _constant_environ(settings, identity):
    return {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.multithread": settings["threads"] > 1,
        "wsgi.multiprocess": settings["processes"] > 1,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": FileWrapper,
        "uwsgi.version": settings["version"].encode("latin-1"),
        "uwsgi.core": identity["core"],
    }
