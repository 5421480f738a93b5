"""The zygote's side of its connection to the master: orders come in and facts go out, each a line of JSON."""
import json
from _socket import AF_UNIX, MSG_DONTWAIT, MSG_PEEK, SOCK_STREAM, socket
from select import POLLOUT, poll

#: Longer orders are not the master's.
MAX_ORDER_BYTES = 16 * 1024 * 1024


class MasterGone(Exception):
    pass


class MasterLink:
    """Each method raises MasterGone when nobody holds the other end."""

    def __init__(self, descriptor):
        self._sock = socket(AF_UNIX, SOCK_STREAM, 0, descriptor)
        self._received = b""

    def fileno(self):
        return self._sock.fileno()

    def close(self):
        self._sock.close()

    def detach(self):
        """The descriptor may be somebody else's by now."""
        self._sock.detach()

    def read_orders(self):
        try:
            data = self._sock.recv(65536)
        except BlockingIOError:  # the application has made it so
            return []
        except OSError:
            raise MasterGone() from None
        if not data:
            raise MasterGone()
        lines = (self._received + data).split(b"\n")
        self._received = lines.pop() if len(lines[-1]) <= MAX_ORDER_BYTES else b""
        return [order for order in map(_parse_order, lines) if order is not None]

    def check(self):
        try:
            if not self._sock.recv(1, MSG_PEEK | MSG_DONTWAIT):
                raise MasterGone()
        except BlockingIOError:
            pass
        except OSError:
            raise MasterGone() from None

    def report(self, fact):
        # The empty line ends whatever somebody else has written there.
        data = b"\n" + json.dumps(fact).encode() + b"\n"
        while data:
            try:
                data = data[self._sock.send(data):]
            except BlockingIOError:
                room = poll()
                room.register(self._sock.fileno(), POLLOUT)
                room.poll()
            except OSError:
                raise MasterGone() from None


def _parse_order(line):
    try:
        order = json.loads(line)
    except ValueError:
        return None
    return order if isinstance(order, dict) and isinstance(order.get("kind"), str) else None
