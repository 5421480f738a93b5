"""Mends what an application breaks of the sockets between its worker and the clients, or ends the worker.

Options and the queue of the listening sockets, which all workers share, are set again. Descriptors are the worker's own:
with another file on such a number clients would wait for somebody who never hears of them, so that the worker ends. All
of this is looked after soon after a request, and now and then at rest, since the application has threads, too.
"""
import os
from time import monotonic

from ..link.process_exit import EXIT_FAILURE
from ..log.report import say
from ..system.descriptors import identity

SOON_SECONDS = 0.25
_REST_SECONDS = 5.0

# As it is now, whatever the application makes of it.
_exit = os._exit


class Upkeep:
    def __init__(self, sockets, descriptors, wake_tender):
        """`descriptors`: of the tender."""
        self._sockets = sockets
        self._own = tuple((descriptor, identity(descriptor)) for descriptor in descriptors)
        self._wake_tender = wake_tender
        self._due = monotonic() + _REST_SECONDS
        #: A request has ended since the last look.
        self.is_wanted = False

    def want(self):
        """By a core, at the end of a request, unless somebody already has."""
        # The tender might not hear of it.
        self._check()
        self.is_wanted = True
        self._wake_tender()

    def patience(self, now):
        """By the tender: in how many seconds to look."""
        if self.is_wanted:
            self._due = min(self._due, now + SOON_SECONDS)
        return self._due - now

    def look(self, now):
        if now < self._due:
            return
        self.is_wanted = False
        self._due = now + _REST_SECONDS
        self._check()
        self._sockets.mend()

    def _check(self):
        if not self._sockets.are_there or any(identity(descriptor) != own for descriptor, own in self._own):
            try:
                say("*** the application has put something else in the place of the server's sockets: this worker ends ***")
            finally:
                _exit(EXIT_FAILURE)
