"""Frames between one core and its gateway; `dispatch/link-frames.ts` is the other side and describes them."""
import json
import socket
import struct

HEAD = struct.Struct("<IBBH")
SIZE = struct.Struct("<I")

REQUEST, BODY, BODY_ERROR, CANCEL, RETIRE = 1, 2, 3, 4, 5
HELLO, RESPONSE, DATA, END, READ = 16, 17, 18, 19, 20

ENVIRON_IS_JSON, BODY_FOLLOWS = 1, 2
LAST, EXCEPTION, CUT, COMPLETE = 1, 2, 4, 8
NO_APPLICATION = 0xFFFF

#: What is joined to one write; larger blocks are handed to the kernel without a copy.
JOIN_LIMIT = 65536
#: Blocks are cut to this size, so that the gateway never has to gather more before it can pass something on.
BLOCK_LIMIT = 262144


class LinkLost(OSError):
    """The gateway is gone; nothing can be sent to this client any more."""


class Link:
    """One connection to one gateway; blocking, used by one thread."""

    __slots__ = ("_path", "_hello", "_sock", "_buffer")

    def __init__(self, path, hello):
        self._path = path
        self._hello = json.dumps(hello).encode()
        self._sock = None
        self._buffer = b""

    def connect(self):
        """Raises OSError when nobody holds the listening side: then the master is gone too."""
        self.close()
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.connect(self._path)
        except OSError:
            sock.close()
            raise
        self._sock = sock
        self._buffer = b""
        self.send(HELLO, 0, 0, self._hello)

    def close(self):
        if self._sock is not None:
            self._sock.close()
            self._sock = None

    def read(self):
        """Wait for a frame: (kind, flags, extra, payload)."""
        data = self._buffer
        try:
            if not data:
                data = self._sock.recv(65536)
            while len(data) < 8 or len(data) < 8 + SIZE.unpack_from(data)[0]:
                data = self._more(data)
        except OSError as error:
            raise LinkLost(str(error)) from None
        length, kind, flags, extra = HEAD.unpack_from(data)
        end = 8 + length
        if end == len(data):
            self._buffer = b""
            return kind, flags, extra, data[8:]
        self._buffer = data[end:]
        return kind, flags, extra, data[8:end]

    def cancelled(self):
        """Look, without waiting, whether the gateway said that the client is gone."""
        try:
            data = self._sock.recv(8, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError as error:
            raise LinkLost(str(error)) from None
        if not data:
            raise LinkLost("the gateway closed the link")
        self._buffer += data
        return self.read()[0] == CANCEL

    def send(self, kind, flags, extra, payload):
        head = HEAD.pack(len(payload), kind, flags, extra)
        try:
            if len(payload) <= JOIN_LIMIT:
                self._sock.sendall(head + payload)
            else:
                self._sock.sendall(head)
                self._sock.sendall(payload)
        except OSError as error:
            raise LinkLost(str(error)) from None

    def _more(self, data):
        """`data` and at least one byte more; once the length is known, as much as is missing."""
        missing = 1 if len(data) < 8 else 8 + SIZE.unpack_from(data)[0] - len(data)
        parts = [data]
        while missing > 0:
            part = self._sock.recv(max(65536, min(missing, 1048576)))
            if not part:
                raise LinkLost("the gateway closed the link")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)
