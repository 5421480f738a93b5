"""The line of a request that a worker has answered by itself; `log/request-log.ts` writes those of gateways."""
import os
import re
from itertools import count
from time import asctime, localtime, time

from ..link.frames import NO_APPLICATION
from ..log.report import write_line

_CONTROLS = re.compile("[\0-\x1f\x7f-\x9f]")


class RequestLog:
    """One for all cores of a worker."""

    def __init__(self, settings, totals):
        self._off = settings["disable_logging"]
        self._log_4xx, self._log_5xx, self._slow = settings["log_4xx"], settings["log_5xx"], settings["log_slow"]
        self._totals = totals
        self._apps = {}
        self._second = self._time = None
        self._pid = os.getpid()

    @property
    def keeps(self):
        """A line may have to be written."""
        return not self._off or self._log_4xx or self._log_5xx or self._slow is not None

    @staticmethod
    def keep(request):
        """Facts that the application may change."""
        facts = request.environ
        request.log_facts = (facts.get("REMOTE_ADDR", ""), facts.get("REMOTE_USER", ""), 2 * len(facts),
                             request.packet_bytes or _packet_bytes(facts), facts["REQUEST_METHOD"],
                             facts.get("REQUEST_URI") or facts["PATH_INFO"])

    def wants(self, status, micros):
        if not self._off:
            return True
        return (self._log_4xx and 400 <= status <= 499 or self._log_5xx and 500 <= status <= 599
                or self._slow is not None and micros >= self._slow * 1000)

    def write(self, request, answer, app_id, micros, core, slot, requests):
        """`answer`: what the connection has counted. `requests` of that slot, this one included; None: it does not count."""
        if not self.wants(answer.status, micros):
            if slot is not None:
                self._totals.note(slot, requests)
                self._number_of(app_id)
            return
        app_requests = self._number_of(app_id)
        if slot is not None:
            self._totals.note(slot, requests)
        total = self._totals.sum()
        environ = [shown(fact) if type(fact) is str else fact for fact in request.log_facts]
        known = app_id != NO_APPLICATION
        line = "[pid: %d|app: %d|req: %s/%d] %s (%s) {%d vars in %d bytes} [%s] %s %s => generated %d bytes in %d msecs (%s %d) %d headers in %d bytes (1 switches on core %d)\n" % (
            self._pid, app_id if known else -1, app_requests if known else "-", total, environ[0], environ[1],
            environ[2], environ[3], self._now(), environ[4], environ[5], answer.body_bytes, micros // 1000, request.protocol,
            answer.status, answer.header_count, answer.head_bytes, core)
        write_line(line.encode("latin-1"))

    def _number_of(self, app_id):
        counters = self._apps.get(app_id)
        if counters is None:
            counters = self._apps.setdefault(app_id, count(1))
        return next(counters)

    def _now(self):
        second = int(time())
        if second != self._second:
            self._time = asctime(localtime(second))
            self._second = second
        return self._time


def shown(text):
    """Clients write parts of the line: no control character of theirs reaches the log."""
    return text if text.isascii() and text.isprintable() else _CONTROLS.sub(lambda found: "\\x%02x" % ord(found.group()), text)


def _packet_bytes(environ):
    return sum(map(len, environ)) + sum(map(len, environ.values())) + 4 * len(environ)
