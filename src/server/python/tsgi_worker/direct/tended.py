"""A connection that the tender looks after, and how long it may stay."""
import fcntl
from struct import Struct

#: How long a client may go on sending what nobody reads, after its answer.
LINGER_SECONDS = 2.0
#: How long what was written before a cut may take to reach the client.
FLUSH_SECONDS = 2.0
#: Longer than nginx waits for an answer.
HOLD_SECONDS = 75.0

_SIOCOUTQ = 0x5411
_INT = Struct("i")


class Tended:
    __slots__ = ("kind", "sock", "descriptor", "deadline", "latest", "arrival")

    def __init__(self, kind, sock, deadline):
        self.kind = kind
        self.sock = sock
        self.descriptor = sock.fileno()
        self.deadline = deadline


def is_flushed(sock):
    """The client has acknowledged all that was written."""
    try:
        return _INT.unpack(fcntl.ioctl(sock.fileno(), _SIOCOUTQ, b"\0\0\0\0"))[0] == 0
    except OSError:
        return True
