"""Which cores of a worker may wait for connections: all of them, or one alone while requests are short.

Two threads of one process that answer short requests fight for the interpreter's lock and gain nothing. So when a
worker has answered many short requests in a row, one of its cores, the *leader*, goes on alone; the others are *parked*,
which means that they wait for everything but connections. All may take connections again once the leader finds none
for a moment, or as soon as the tender, which looks every few milliseconds while there is a leader, finds it at a long
request. Each such find makes the next leader wait longer. A leader that only waits for a processor is not at a long
request: its process is not running, and the other threads would not run either.
"""
from _thread import get_native_id

#: A request that takes longer counts against a leader.
_LONG_MICROS = 1000
_LONG_COUNTS = 20
_FEWEST_SHORT, _MOST_SHORT = 512, 16384

#: How often the tender looks, and for how long a leader may be at one request.
LOOK_SECONDS = 0.005
_STUCK_SECONDS = 0.004
#: The same for one that computes, or waits for a processor.
_BUSY_SECONDS = 0.05


class AcceptGate:
    def __init__(self, wake_tender, ring):
        """`wake_tender` makes it look; `ring(n)` wakes n cores that wait for anything."""
        self._wake_tender = wake_tender
        self._ring = ring
        self.leader = None
        self._parked = set()
        self._short = 0
        self._wanted = _FEWEST_SHORT
        self._leader_thread = 0
        #: When the request began that the last look found too long.
        self._suspected = 0

    def admits(self, core):
        return self.leader is None or self.leader is core

    def note(self, core, micros):
        """A request of `core` is over."""
        if micros < _LONG_MICROS:
            self._short += 1
            if self.leader is None and self._short >= self._wanted:
                self._leader_thread = get_native_id()
                self.leader = core
                self._wake_tender()
            return
        self._short = max(0, self._short - _LONG_COUNTS)
        if self.leader is core and not self._short:
            self.open()

    def park(self, core):
        """To be asked before `core` waits. Returns False when it need not be parked any more."""
        self._parked.add(core)
        if not self.admits(core):
            return True
        self._parked.discard(core)
        return False

    def unpark(self, core):
        self._parked.discard(core)

    def open(self):
        self._short = 0
        self.leader = None
        self._ring(len(self._parked))

    def leave(self, core):
        """`core` finds no connections, or takes none any more."""
        if self.leader is core:
            self.open()

    def look(self, now):
        """By the tender."""
        leader = self.leader
        if leader is None:
            return
        began = leader.began
        held = now - began if began else 0
        if held <= _STUCK_SECONDS or held <= _BUSY_SECONDS and _is_running(self._leader_thread):
            self._suspected = 0
        elif began != self._suspected:
            # It may have waited for the very thread that looks: then this request ends before the next look.
            self._suspected = began
        else:
            self._wanted = _FEWEST_SHORT if self._short > 4 * _MOST_SHORT else min(_MOST_SHORT, 4 * self._wanted)
            self.open()


def _is_running(thread):
    """A processor works on it, or will."""
    try:
        with open("/proc/self/task/%d/stat" % thread, "rb", 0) as file:
            return file.read(512).rpartition(b") ")[2][:1] == b"R"
    except OSError:
        return False
