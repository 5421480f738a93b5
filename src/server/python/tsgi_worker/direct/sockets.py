"""The listening sockets that a worker serves itself, as its zygote has inherited them."""
import os
from _socket import (AF_UNIX, IPPROTO_TCP, SHUT_RDWR, SO_DOMAIN, SO_KEEPALIVE, SO_LINGER, SO_RCVLOWAT, SO_RCVTIMEO, SO_SNDTIMEO,
                     SOCK_STREAM, SOL_SOCKET, TCP_DEFER_ACCEPT, TCP_NODELAY, socket)
from functools import partial
from operator import itemgetter
from struct import Struct

from ..system.descriptors import identity, lift
from ..log.report import say

#: The kernel wakes nobody before the client has sent something, but not for longer than this.
_DEFER_SECONDS = 3
#: How long accept() waits for a connection, where it waits at all.
ACCEPT_SECONDS = 0.05
#: More would be of no use: another process has the port.
_MOST_BINDS = 5
_TIMEVAL = Struct("ll")
_SO_DETACH_FILTER = 27
#: As they are from the start, or should be: accepted connections inherit them.
_OPTIONS = (
    (SOL_SOCKET, SO_LINGER, Struct("ii").pack(0, 0)),
    (SOL_SOCKET, SO_RCVTIMEO, _TIMEVAL.pack(0, int(ACCEPT_SECONDS * 1e6))),
    (SOL_SOCKET, SO_SNDTIMEO, _TIMEVAL.pack(0, 0)),
    (SOL_SOCKET, SO_RCVLOWAT, 1),
    (SOL_SOCKET, SO_KEEPALIVE, 0),
    (SOL_SOCKET, _SO_DETACH_FILTER, 0),
)
_TCP_OPTIONS = (
    (IPPROTO_TCP, TCP_NODELAY, 1),
    (IPPROTO_TCP, TCP_DEFER_ACCEPT, _DEFER_SECONDS),
)


class DirectListener:
    def __init__(self, descriptor, index, port=None):
        """`port`: as the master has bound it. Once an application has shut the socket down, it may tell another."""
        #: Position among the listeners of the configuration.
        self.index = index
        descriptor = lift(descriptor)
        self._identity = identity(descriptor)
        probe = socket(AF_UNIX, SOCK_STREAM, 0, descriptor)
        self.family = probe.getsockopt(SOL_SOCKET, SO_DOMAIN)
        probe.detach()
        self._sock = socket(self.family, SOCK_STREAM, 0, descriptor)
        self.is_unix = self.family == AF_UNIX
        self._address = self._sock.getsockname()
        if not self.is_unix:
            self._address = (self._address[0], port) + self._address[2:]
        self.fileno = descriptor
        #: `for connection in connections` accepts one, and raises what accept() raises. A signal handler of the application
        #: can raise between any two steps of Python; here is none between the descriptor and the object that closes it.
        self.connections = map(partial(socket, self.family, SOCK_STREAM, 0), map(itemgetter(0), iter(self._sock._accept, None)))

    def listen(self, backlog, waits):
        """`waits`: accept() does, for a moment. Raises OSError."""
        os.set_blocking(self.fileno, waits)
        for option in _OPTIONS if self.is_unix else _OPTIONS + _TCP_OPTIONS:
            self._set(option)
        for _ in range(_MOST_BINDS):
            if not self._is_bound:
                self._bind()
            self._sock.listen(backlog)
            if self._is_bound:
                return

    def _set(self, option):
        try:
            self._sock.setsockopt(*option)
        except OSError:
            pass  # there is no filter; or accept() will tell what is wrong

    @property
    def _is_bound(self):
        return self.is_unix or self._sock.getsockname() == self._address

    def _bind(self):
        """A shutdown has taken the port, which the kernel had chosen; a port that is bound by its number stays. A listen() of
        another process may have been faster than its bind(), and have a port of its own now; or its bind() is before this.
        """
        try:
            self._sock.shutdown(SHUT_RDWR)
        except OSError:
            pass  # it does not listen
        try:
            self._sock.bind(self._address)
        except OSError:
            pass  # seen after the listen()

    @property
    def is_there(self):
        """The number still is that socket's."""
        return identity(self.fileno) == self._identity

    def close(self):
        if self.is_there:
            self._sock.close()
        else:
            self._sock.detach()


class DirectSockets:
    """All of them."""

    def __init__(self, listeners):
        self._listeners = listeners
        self._said = set()
        self._backlog = 0
        #: The one that there is; None when there are several.
        self.only = listeners[0] if len(listeners) == 1 else None

    def listen(self, backlog):
        """Raises OSError."""
        self._backlog = backlog
        for listener in self._listeners:
            listener.listen(backlog, self.only is not None)

    def mend(self):
        """All processes share the sockets, so what an application does to one of them is done to all: undo it."""
        try:
            self.listen(self._backlog)
        except OSError:
            pass  # beyond repair

    def __iter__(self):
        return iter(self._listeners)

    @property
    def are_there(self):
        return all(listener.is_there for listener in self._listeners)

    def say_ignored(self, name):
        """Each is worth one line in the life of a worker."""
        if name not in self._said:
            self._said.add(name)
            say("*** %s in a request is ignored: applications are set at the start only ***" % name)

    def close(self):
        for listener in self._listeners:
            listener.close()
