"""Messages of a worker: packets to its zygote, on a pair of sockets that only these two have.

The kernel tells which process has sent a packet. A child that the application forks, or whoever else has got hold of a
copy, cannot speak for the worker; what is too long, or is not understood, is dropped.
"""
import json
import os
from _socket import (AF_UNIX, MSG_DONTWAIT, MSG_TRUNC, SO_PASSCRED, SOCK_SEQPACKET, SOL_SOCKET, CMSG_SPACE, socketpair)
from select import POLLOUT, poll
from struct import Struct, error as StructError

from ..system.descriptors import identity, lift_socket

MAX_PACKET = 65536
#: Texts of others in a message; nobody needs more of them.
MAX_TEXT = 500
PATIENCE_MILLISECONDS = 5000

_SCM_CREDENTIALS = 2
_CREDENTIALS = Struct("3i")
_ANCILLARY_BYTES = CMSG_SPACE(_CREDENTIALS.size)
_TYPES = {"worker-loaded": ("apps", "failed"), "asked": ("what",), "tracebacker": ("identity",)}


def open_channel():
    """(for the zygote, for the worker)"""
    ours, theirs = socketpair(AF_UNIX, SOCK_SEQPACKET)
    ours, theirs = lift_socket(ours), lift_socket(theirs)
    ours.setsockopt(SOL_SOCKET, SO_PASSCRED, 1)
    return ChannelReader(ours), ChannelWriter(theirs)


class ChannelWriter:
    """The worker's end."""

    def __init__(self, sock):
        self._sock = sock
        self._identity = identity(sock.fileno())
        self._getpid = os.getpid
        self._pid = None

    def adopt(self):
        """In the worker: from now on it speaks for this process."""
        self._pid = self._getpid()

    def tell(self, fact, patient=False):
        """`patient`: wait until the zygote has room. Otherwise what is too much is dropped: it has enough to do."""
        # The application may have closed the descriptor, and opened something else that has its number now.
        if self._pid != self._getpid() or identity(self._sock.fileno()) != self._identity:
            return
        packet = encode(fact)
        try:
            try:
                self._sock.send(packet, MSG_DONTWAIT)
            except BlockingIOError:
                if patient:
                    room = poll()
                    room.register(self._sock.fileno(), POLLOUT)
                    room.poll(PATIENCE_MILLISECONDS)
                    self._sock.send(packet, MSG_DONTWAIT)
        except OSError:
            pass  # the zygote is gone; the master, or the lifeline, sees to what follows

    def close(self):
        _close(self._sock, self._identity)


class ChannelReader:
    """The zygote's end."""

    def __init__(self, sock):
        self._sock = sock
        self._identity = identity(sock.fileno())
        self.pid = None

    def fileno(self):
        return self._sock.fileno()

    def read(self):
        """A message of the worker; None: nothing to be read; False: something that is none. Raises EOFError."""
        try:
            data, ancillary, flags, _ = self._sock.recvmsg(MAX_PACKET, _ANCILLARY_BYTES, MSG_DONTWAIT)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            raise EOFError() from None
        if not data and not ancillary:
            raise EOFError()
        if flags & MSG_TRUNC or self._sender(ancillary) != self.pid:
            return False
        return decode(data) or False

    def close(self):
        _close(self._sock, self._identity)

    def _sender(self, ancillary):
        for level, kind, data in ancillary:
            if level == SOL_SOCKET and kind == _SCM_CREDENTIALS:
                try:
                    return _CREDENTIALS.unpack(data)[0]
                except StructError:
                    return None
        return None


def encode(fact):
    packet = json.dumps(fact).encode()
    if len(packet) <= MAX_PACKET:
        return packet
    # So many applications that their names do not fit: how many there are is what counts.
    short = {name: [dict(one, mountpoint="", message="") for one in value] if isinstance(value, list) else value
             for name, value in fact.items()}
    return json.dumps(short).encode()


def decode(data):
    """None for what is no message of a worker."""
    try:
        fact = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fact, dict) or not isinstance(fact.get("kind"), str):
        return None
    fields = _TYPES.get(fact["kind"])
    if fields is None or not all(_is_value(fact.get(name)) for name in fields):
        return None
    return {name: fact[name] for name in ("kind",) + fields}


def _is_value(value):
    """The master looks more closely."""
    return isinstance(value, str) or isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _close(sock, own):
    """Its number may be somebody else's by now."""
    if sock.fileno() >= 0 and identity(sock.fileno()) == own:
        sock.close()
    else:
        sock.detach()
