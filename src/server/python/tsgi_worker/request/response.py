"""One answer: start_response, write(), and what the iterable yields, as frames to the gateway.

The head goes out with the first block that is not empty, or at the end; until then start_response may replace it.
Threads of the application may call write(). Whatever they do, they do it under the lock of the link, and after the
end of the answer they get RequestOver.
"""
from .file_wrapper import FileWrapper
from ..link.errors import RequestOver
from ..link.frames import (BLOCK_LIMIT, COMPLETE, CUT, DATA, DATA_LIMIT, END, EXCEPTION, FILE, FILE_REFUSED, FILE_TAKEN,
                           LAST, SEND_FILE)
from ..log.report import printable, say
from .response_head import Head

_FAILURE_BODY = b"Internal Server Error"
_FAILURE_HEAD = ("500 Internal Server Error", [("Content-Type", "text/plain"),
                                               ("Content-Length", str(len(_FAILURE_BODY)))])


class ClientGone(OSError):
    """The client left; raised by write() and in place of sending a block."""


class Response:
    __slots__ = ("_link", "_number", "_head", "_head_sent", "_left", "_is_head", "_overrun", "_uri", "app_id",
                 "_complete", "_ended", "_failed", "_busy")

    def __init__(self, link, number, is_head, uri, app_id):
        self._link = link
        self._number = number
        self._head = None
        self._head_sent = False
        self._left = None
        self._is_head = is_head
        self._overrun = False
        self._complete = False
        self._ended = False
        self._failed = False
        self._busy = False
        self._uri = uri
        self.app_id = app_id

    def start_response(self, status, headers, exc_info=None):
        if self._ended:
            raise RequestOver("start_response was called after the end of its request")
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
        if self._ended:
            raise RequestOver("write() was called after the end of its request")
        if self._head is None:
            raise AssertionError("write() before start_response")
        self._send(data)

    def send_all(self, blocks):
        """A list or tuple: everything is there already, so it goes out as one frame if it is not too large."""
        for block in blocks:
            if type(block) is not bytes:
                blocks = [_as_bytes(one) for one in blocks]
                break
        self.send_whole(blocks[0] if len(blocks) == 1 else b"".join(blocks))

    def send_whole(self, data):
        head = self._require_head()
        with self._link.lock:
            if not self._head_sent and self._is_one_frame(head, data):
                if self._is_head or head.bodyless:
                    data = b""
                self._head_sent = self._ended = True
                self._send_head(head, data, LAST)
                return
        if data:
            self._send(data)
        self.finish()

    def send_each(self, blocks):
        for block in blocks:
            if type(block) is not bytes:
                block = _as_bytes(block)
            if block:
                self._require_head()
                self._send(block)
                if self._is_head or self._head.bodyless:
                    break

    def send_file(self, wrapper):
        """Sends the wrapped file, past Python where the gateway can read it itself."""
        head = self._require_head()
        part = wrapper.file_part()
        if part is None or self._is_head or head.bodyless or not self._hand_over(head, *part):
            self.send_each(wrapper)

    def finish(self):
        with self._link.lock:
            self._finish()

    def answer_failure(self):
        """The application raised: a complete 500, unless the head is out."""
        with self._link.lock:
            if self._head_sent:
                return
            self._failed = self._head_sent = self._complete = True
            self._send_head(Head(*_FAILURE_HEAD), b"" if self._is_head else _FAILURE_BODY, COMPLETE)

    def fail(self):
        """After `answer_failure`: the end, with a cut when the answer is not complete.

        A signal handler of the application may raise at any time, also when the last frame is on its way: then this
        finds the link broken, or nothing left to say.
        """
        self._end(LAST | EXCEPTION | (0 if self._complete else CUT))

    def abandon(self):
        """The client is gone: tell the gateway only that the core is free."""
        self._end(LAST | CUT)

    def _end(self, flags):
        with self._link.lock:
            if not self._ended:
                self._ended = True
                self._link.send(self._number, END, flags, self.app_id, b"")

    def _finish(self):
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
        self._link.send(self._number, END, LAST | CUT if self._left else LAST, self.app_id, b"")

    def _require_head(self):
        if self._head is None:
            raise AssertionError("the application did not call start_response")
        return self._head

    def _is_one_frame(self, head, data):
        """The common answer. It has its length by now, its own or ours."""
        if head.length is None and not head.bodyless and not (self._is_head and not data):
            head.add_length(len(data))
        return len(data) <= BLOCK_LIMIT and (head.length == len(data) or self._is_head or head.bodyless)

    def _send(self, data):
        if type(data) is not bytes:
            data = _as_bytes(data)
        if not data:
            return
        with self._link.lock:
            if self._ended or self._failed:
                raise RequestOver("write() was called after the end of its request")
            if self._busy:
                raise RuntimeError("write() was called by a signal handler in the middle of a write")
            self._busy = True
            try:
                self._send_in_turn(data)
            finally:
                self._busy = False

    def _send_in_turn(self, data):
        if self._head_sent and self._link.cancelled(self._number):
            raise ClientGone("the client is gone")
        data = self._within_length(data)
        if self._is_head or self._head.bodyless:
            data = b""
        complete = COMPLETE if self._left == 0 or self._is_head or self._head.bodyless else 0
        if not self._head_sent and len(data) <= BLOCK_LIMIT:
            self._head_sent = True
            self._send_head(self._head, data, complete)
        else:
            self._open()
            if data:
                self._send_blocks(data, complete)
        self._complete = bool(complete)

    def _open(self):
        if not self._head_sent:
            self._head_sent = True
            self._send_head(self._head, b"", 0)

    def _within_length(self, data):
        if not self._head_sent:
            self._left = None if self._is_head or self._head.bodyless else self._head.length
        if self._left is None:
            return data
        if len(data) > self._left:
            self._note_overrun(len(data) - self._left)
            data = data[:self._left]
        self._left -= len(data)
        return data

    def _send_blocks(self, data, complete):
        if len(data) <= DATA_LIMIT:
            self._link.send(self._number, DATA, complete, 0, data)
            return
        view = memoryview(data)
        for start in range(0, len(data), DATA_LIMIT):
            last = start + DATA_LIMIT >= len(data)
            if start and self._link.cancelled(self._number):
                raise ClientGone("the client is gone")
            self._link.send(self._number, DATA, complete if last else 0, 0, view[start:start + DATA_LIMIT])

    def _hand_over(self, head, descriptor, offset, size):
        """Returns False when the gateway cannot open the file: then Python has to read it."""
        link = self._link
        with link.reading:
            with link.lock:
                if not self._head_sent:
                    if head.length is None:
                        head.add_length(size)
                    self._left = head.length
                if self._left is not None and size > self._left:
                    self._note_overrun(size - self._left)
                    size = self._left
                self._open()
                link.send(self._number, SEND_FILE, 0, 0, FILE.pack(descriptor, offset, size))
            while True:
                kind, _flags, number, _payload = link.read()
                if number == self._number and kind in (FILE_TAKEN, FILE_REFUSED):
                    break
        if kind != FILE_TAKEN:
            return False
        if self._left is not None:
            self._left -= size
        return True

    def _send_head(self, head, data, flags):
        self._link.send_head(self._number, head, data, flags, self.app_id)

    def _note_overrun(self, surplus):
        if not self._overrun:
            self._overrun = True
            self._complain("%d bytes more than Content-Length announced, not sent" % surplus)

    def _complain(self, what):
        say("%s: the application's answer: %s" % (printable(self._uri), what))


def is_file(result):
    """Only the very object that wsgi.file_wrapper returned is one: a middleware's wrapper may change what it reads."""
    return type(result) is FileWrapper


def _as_bytes(block):
    if isinstance(block, (bytes, bytearray, memoryview)):
        return bytes(block)
    raise TypeError("the application must yield bytes, not %s: %.60r" % (type(block).__name__, block))
