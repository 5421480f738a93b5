"""wsgi.input. The body is either whole from the start or asked for in pieces when the application reads.

It ends where the body ends (`wsgi.input_terminated`); a client that leaves in the middle is an OSError. It also ends
with its request: a read that comes later raises RequestOver.
"""
from ..link.errors import RequestOver
from ..link.frames import BODY, BODY_ERROR, CANCEL, READ, SIZE

#: How much is asked for at once, at least, whatever the application asks: fewer round trips for small reads. A gateway gives
#: no more than the larger number.
ASK_BYTES, MOST_ASK_BYTES = 262144, 1048576


class RequestBody:
    __slots__ = ("_link", "_number", "_buffer", "_at", "_ended", "_over")

    def __init__(self, data, link=None, number=0):
        """`link` is None when `data` is the whole body of request `number`."""
        self._link = link
        self._number = number
        self._buffer = data
        self._at = 0
        self._ended = link is None
        self._over = False

    def end(self):
        """The request is over; what was not read never will be."""
        self._over = self._ended = True
        self._buffer = b""
        self._at = 0

    def read(self, size=-1):
        self._check()
        if size is None or size < 0:
            self._fill_until_end()
            size = len(self._buffer) - self._at
        else:
            self._fill(size)
        return self._take(size)

    def readline(self, size=-1):
        self._check()
        limited = size is not None and size >= 0
        searched = self._at
        while True:
            end = self._buffer.find(b"\n", searched) + 1
            if end > 0:
                length = end - self._at
                break
            length = len(self._buffer) - self._at
            searched = len(self._buffer) - self._at
            if (limited and length >= size) or not self._pull():
                length = len(self._buffer) - self._at
                break
            # Pulling drops what was read before, so the unread part starts at 0 again.
        return self._take(min(length, size) if limited else length)

    def readlines(self, hint=-1):
        lines = []
        total = 0
        for line in self:
            lines.append(line)
            total += len(line)
            if hint is not None and 0 < hint <= total:
                break
        return lines

    def read_some(self):
        """Bytes already here, or the next piece; b'' at the end."""
        self._check()
        if self._at == len(self._buffer):
            self._pull()
        return self._take(len(self._buffer) - self._at)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def _take(self, size):
        data = self._buffer[self._at:self._at + size]
        self._at += len(data)
        if self._at == len(self._buffer):
            self._buffer = b""
            self._at = 0
        return data

    def _fill(self, size):
        missing = size - (len(self._buffer) - self._at)
        if missing <= 0 or self._ended:
            return
        parts = self._unread()
        while missing > 0:
            more = self._ask(missing)
            if not more:
                break
            parts += more
            missing -= sum(map(len, more))
        self._buffer = b"".join(parts)
        self._at = 0

    def _fill_until_end(self):
        if self._ended:
            return
        parts = self._unread()
        while True:
            more = self._ask(MOST_ASK_BYTES)
            if not more:
                break
            parts += more
        self._buffer = b"".join(parts)
        self._at = 0

    def _unread(self):
        """The bytes that came and were not read, as a list. One block that is joined by itself is not copied."""
        return [self._buffer[self._at:]] if self._at < len(self._buffer) else []

    def _pull(self):
        more = self._ask(ASK_BYTES)
        self._buffer = b"".join(self._unread() + more)
        self._at = 0
        return bool(more)

    def _check(self):
        if self._over:
            raise RequestOver("wsgi.input was read after the end of its request")

    def _ask(self, size):
        """The next part of the body, in pieces; none at its end."""
        size = min(max(size, ASK_BYTES), MOST_ASK_BYTES)
        if self._ended:
            return []
        link = self._link
        # One thread at a time waits for frames: the core itself waits here for those of the application.
        with link.reading:
            self._check()
            with link.lock:
                link.send(self._number, READ, 0, 0, SIZE.pack(size))
            while True:
                kind, _flags, number, payload = link.read()
                if number != self._number:
                    continue
                if kind == BODY:
                    self._ended = not payload
                    return payload if isinstance(payload, list) else [payload] if payload else []
                if kind == BODY_ERROR:
                    self._ended = True
                    raise OSError("error during read on wsgi.input: " + payload.decode("utf-8", "replace"))
                if kind == CANCEL:
                    link.gone = number
                    self._ended = True
                    raise OSError("error during read on wsgi.input: the client is gone")
