"""One answer: start_response, write(), and what the iterable yields, as frames to the gateway.

The head goes out with the first block that is not empty, or at the end; until then start_response may replace it.
"""
from .link import BLOCK_LIMIT, COMPLETE, CUT, DATA, END, EXCEPTION, LAST, RESPONSE, SIZE
from .report import printable, say
from .response_head import Head

_FAILURE_BODY = b"Internal Server Error"
_FAILURE_HEAD = ("500 Internal Server Error", [("Content-Type", "text/plain"),
                                               ("Content-Length", str(len(_FAILURE_BODY)))])


class ClientGone(OSError):
    """The client left; raised by write() and in place of sending a block."""


class Response:
    __slots__ = ("_link", "_head", "_head_sent", "_left", "_is_head", "_overrun", "_uri", "app_id", "_complete",
                 "_ended")

    def __init__(self, link, is_head, uri, app_id):
        self._link = link
        self._head = None
        self._head_sent = False
        self._left = None
        self._is_head = is_head
        self._overrun = False
        self._complete = False
        self._ended = False
        self._uri = uri
        self.app_id = app_id

    def start_response(self, status, headers, exc_info=None):
        if exc_info:
            try:
                if self._head_sent:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None  # the frame would hold a reference to itself
        elif self._head is not None:
            raise AssertionError("start_response was called twice without exc_info")
        self._head = Head(status, headers)
        return self.write

    def write(self, data):
        if self._head is None:
            raise AssertionError("write() before start_response")
        self._send(data)

    def send_all(self, blocks):
        """A list or tuple: everything is there already, so it goes out as one frame if it is not too large."""
        for block in blocks:
            if type(block) is not bytes:
                _as_bytes(block)
        data = blocks[0] if len(blocks) == 1 else b"".join(blocks)
        head = self._require_head()
        if self._head_sent:
            if data:
                self._send(data)
            self.finish()
            return
        if head.length is None and not head.bodyless and not (self._is_head and not data):
            head.add_length(len(data))
        if len(data) > BLOCK_LIMIT or (head.length != len(data) and not (self._is_head or head.bodyless)):
            self._send(data)
            self.finish()
            return
        if self._is_head or head.bodyless:
            data = b""
        self._head_sent = self._ended = True
        self._send_head(head, data, LAST)

    def send_each(self, blocks):
        for block in blocks:
            if type(block) is not bytes:
                block = _as_bytes(block)
            if block:
                self._require_head()
                self._send(block)
                if self._is_head or self._head.bodyless:
                    break

    def finish(self):
        head = self._require_head()
        if not self._head_sent:
            self._head_sent = self._ended = True
            if head.length is None and not head.bodyless and not self._is_head:
                head.add_length(0)
            short = bool(head.length) and not (self._is_head or head.bodyless)
            self._send_head(head, b"", LAST | CUT if short else LAST)
            if short:
                self._complain("sent 0 of %d bytes that Content-Length announced" % head.length)
            return
        self._ended = True
        if self._left:
            self._complain("sent %d bytes less than Content-Length announced" % self._left)
        self._link.send(END, LAST | CUT if self._left else LAST, self.app_id, b"")

    def answer_failure(self):
        """The application raised: a complete 500, unless the head is out."""
        if self._head_sent:
            return
        self._head_sent = self._complete = True
        self._send_head(Head(*_FAILURE_HEAD), b"" if self._is_head else _FAILURE_BODY, COMPLETE)

    def fail(self):
        """After `answer_failure`: the end, with a cut when the answer is not complete.

        A signal handler of the application may raise at any time, also when the last frame is on its way: one more
        would be taken for the next request's.
        """
        if not self._ended:
            self._ended = True
            self._link.send(END, LAST | EXCEPTION | (0 if self._complete else CUT), self.app_id, b"")

    def abandon(self):
        """The client is gone: tell the gateway only that the core is free."""
        if self._ended:
            return
        self._ended = True
        self._link.send(END, LAST | CUT, self.app_id, b"")

    def _require_head(self):
        if self._head is None:
            raise AssertionError("the application did not call start_response")
        return self._head

    def _send(self, data):
        if type(data) is not bytes:
            data = _as_bytes(data)
        if not data:
            return
        head = self._head
        if self._head_sent:
            if self._link.cancelled():
                raise ClientGone("the client is gone")
        else:
            self._left = None if self._is_head or head.bodyless else head.length
        if self._left is not None:
            if len(data) > self._left:
                self._note_overrun(len(data) - self._left)
                data = data[:self._left]
            self._left -= len(data)
        if self._is_head or head.bodyless:
            data = b""
        complete = COMPLETE if self._left == 0 or self._is_head or head.bodyless else 0
        if not self._head_sent:
            self._head_sent = True
            if len(data) <= BLOCK_LIMIT:
                self._complete = bool(complete)
                self._send_head(head, data, complete)
                return
            self._send_head(head, b"", 0)
        if data:
            self._send_blocks(data, complete)
        self._complete = bool(complete)

    def _send_blocks(self, data, complete):
        if len(data) <= BLOCK_LIMIT:
            self._link.send(DATA, complete, 0, data)
            return
        view = memoryview(data)
        for start in range(0, len(data), BLOCK_LIMIT):
            last = start + BLOCK_LIMIT >= len(data)
            if start and self._link.cancelled():
                raise ClientGone("the client is gone")
            self._link.send(DATA, complete if last else 0, 0, view[start:start + BLOCK_LIMIT])

    def _send_head(self, head, data, flags):
        encoded = head.encode()
        self._link.send(RESPONSE, flags, self.app_id, b"".join((SIZE.pack(len(encoded)), encoded, data)))

    def _note_overrun(self, surplus):
        if not self._overrun:
            self._overrun = True
            self._complain("%d bytes more than Content-Length announced, not sent" % surplus)

    def _complain(self, what):
        say("%s: the application's answer: %s" % (printable(self._uri), what))


def _as_bytes(block):
    if isinstance(block, (bytes, bytearray, memoryview)):
        return bytes(block)
    raise TypeError("the application must yield bytes, not %s: %.60r" % (type(block).__name__, block))
