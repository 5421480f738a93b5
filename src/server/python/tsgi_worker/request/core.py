"""One core: takes requests from its link, one at a time, and runs the application.

Short requests come several in one piece; those that have not begun are `pending` in the link.

A core outlives whatever the application does to it. When an answer was not ended properly (the application's signal
handler raised in the middle of it, say), the gateway cannot know what the core is doing: the link is closed, which
ends that request for its client, and the core goes on with a new one.
"""
import json
import sys
from time import monotonic, sleep

from .file_wrapper import FileWrapper
from ..link.errors import LinkLost, Stranger
from ..link.frames import BODY_FOLLOWS, ENVIRON_IS_JSON, NO_APPLICATION, RETIRE, SIZE
from ..link.link import Link
from ..link.process_exit import end_fork
from ..log.report import log_stream, print_exception, say
from .body import RequestBody
from .response import ClientGone, Response, is_file
from ..application.uwsgi_module import current

#: A gateway that was killed is back within this time, or the whole server is going away.
RECONNECT_SECONDS = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.5
#: Rounds in a row in which a core does not even come to wait for requests: its process is broken.
_MOST_FAILURES = 200


class GatewayGone(Exception):
    """Nobody answers for the gateways any more: the server is gone, or out of descriptors for too long."""


class Core:
    def __init__(self, applications, settings, identity, begun=None):
        """`identity`: the hello of this core; see `Hello` in messages/link-frames.ts. `begun`: as for `Link`."""
        self._applications = applications
        number = (identity["slot"] - 1) * settings["threads"] + identity["core"]
        self.path = settings["links"][number % len(settings["links"])]
        self._link = Link(self.path, identity, begun)
        self._environ = _constant_environ(settings, identity)
        #: Connected, and not used since.
        self._is_fresh = False
        self.requests = 0
        #: Has come to wait for requests in this round.
        self._waits = False
        self._failures = 0

    def connect(self):
        """Raises GatewayGone when there is no gateway for a while."""
        deadline = monotonic() + RECONNECT_SECONDS
        pause = _FIRST_PAUSE
        while True:
            try:
                self._link.connect()
                self._is_fresh = True
                return
            except OSError as error:
                if monotonic() > deadline:
                    raise GatewayGone(str(error)) from None
                sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    def disown(self):
        """After a fork, in the child."""
        self._link.disown()

    def give_back(self):
        return self._link.give_back()

    def run(self):
        """Serve until told to retire. Raises GatewayGone."""
        while True:
            before, self._waits = self.requests, False
            try:
                # Two levels: the handler that raised once may raise again while the first exception is reported.
                try:
                    if self._serve():
                        return
                except (LinkLost, GatewayGone, Stranger):
                    raise
                except BaseException as error:
                    if not self._link.is_foreign():
                        self._link.close()  # the client does not wait for a log that is slow or full
                        print_exception(error)
            except GatewayGone:
                raise
            except BaseException:
                pass  # the link is replaced
            if self._link.is_foreign():
                end_fork(None)
            if self._waits or self.requests != before:
                self._failures = 0
            else:
                self._failures += 1
            if self._failures > _MOST_FAILURES:
                raise GatewayGone("something that the application has replaced is needed here")
            if self.requests == before:
                sleep(_FIRST_PAUSE)  # what fails at once, and will again, must not fill the log

    def _serve(self):
        """Returns True when told to retire; raises when the link has to be replaced."""
        link = self._link
        # Whatever ended the last round, and wherever: what was on the old link is not known.
        if not self._is_fresh:
            self.connect()
        self._is_fresh = False
        self._waits = True
        pending = link.pending
        # Requests that have come whole can be served, even when the other direction has broken off since.
        while not link.current and link.can_send():
            try:
                flags, number, payload = pending.popleft()
            except IndexError:
                # A thread of the application may still wait for a piece of the last body; the gateway does not forget it.
                with link.reading:
                    if not link.is_whole():
                        return False
                    frame = link.wait()
                if frame is not None and frame[0] == RETIRE:
                    link.close()
                    return True
            else:
                link.begin(number)
                self._answer(flags, number, payload)
        return False

    def _answer(self, flags, number, payload):
        end = 4 + SIZE.unpack_from(payload)[0]
        if flags & ENVIRON_IS_JSON:
            pieces = iter(json.loads(payload[4:end]))
        else:
            pieces = iter(payload[4:end].decode("latin-1").split("\0"))
        environ = self._environ.copy()
        environ.update(zip(pieces, pieces))
        body = RequestBody(payload[end:], self._link if flags & BODY_FOLLOWS else None, number)
        self._respond(self._link, number, environ, body)

    def _respond(self, link, number, environ, body):
        """`link`: takes the answer."""
        self.requests += 1
        environ["wsgi.input"] = current.body = body
        environ["wsgi.errors"] = log_stream()
        try:
            app_id, application = self._applications.route(environ)
            uri = environ.get("REQUEST_URI") or environ.get("PATH_INFO", "")
            response = Response(link, number, environ.get("REQUEST_METHOD") == "HEAD", uri, app_id)
            if application is None:
                response.app_id = NO_APPLICATION
                response.answer_failure()
                say("--- no python application found, check your startup logs for errors ---")
                response.fail()
                return
            self._run_application(application, environ, response)
        finally:
            body.end()

    def _run_application(self, application, environ, response):
        try:
            self._call(application, environ, response)
        except BaseException as error:  # SystemExit too: one request must not end the worker
            if self._link.is_foreign():
                end_fork(error)
            if isinstance(error, LinkLost):
                raise
            if isinstance(error, ClientGone):
                response.abandon()
                return
            response.answer_failure()  # the client does not wait for a log that is slow or full
            print_exception(error)
            response.fail()

    def _call(self, application, environ, response):
        result = None
        try:
            result = application(environ, response.start_response)
            kind = type(result)
            if kind is list or kind is tuple:
                response.send_all(result)
                return
            if kind is bytes:
                response.send_whole(result)
                return
            if is_file(result):
                response.send_file(result)
            else:
                response.send_each(result)
        finally:
            if result is not None:
                close = getattr(result, "close", None)
                if close is not None:
                    close()
        response.finish()


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
