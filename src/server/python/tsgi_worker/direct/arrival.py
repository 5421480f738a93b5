"""A request that is not complete yet, and what has come of it."""
import tempfile

_BLOCK = 65536


class Arrival:
    """`data` from the first byte of the packet, or of the body once there is a `request`; `file` takes a body that is large."""

    __slots__ = ("sock", "listener", "data", "wanted", "request", "file", "left", "length", "packet")

    def __init__(self, sock, listener, data):
        self.sock = sock
        self.listener = listener
        self.data = data
        self.wanted = 4
        self.request = self.packet = self.file = None
        self.left = self.length = 0

    def of_body(self, request, packet):
        """The packet is complete; what came is of the body."""
        self.request, self.packet = request, packet
        self.length = request.length
        self.left = request.length - len(self.data)
        return self

    def add_body(self, data, in_memory):
        """More than `in_memory` bytes go to a file. Raises OSError."""
        self.left -= len(data)
        if self.file is None and len(self.data) + len(data) > in_memory:
            self.file = tempfile.TemporaryFile(prefix="tsgi-body-", buffering=0)
            _write_all(self.file, self.data)
            self.data = b""
        if self.file is not None:
            _write_all(self.file, data)
        else:
            self.data += data

    def drop_file(self):
        if self.file is not None:
            self.file.close()


def _write_all(file, data):
    view = memoryview(data)
    while view:
        view = view[file.write(view):]
