"""A client's connection in the place of the link: what `Response` and `RequestBody` send goes to the client itself.

A core that serves sockets itself has one of these for its life; each request is a number, as on the link, so that what
is late finds its request over. Sends wait only for the client, and not longer than `http-timeout` for one that takes
nothing. The answer is plain HTTP text, ended by closing the connection.
"""
import os
from _socket import MSG_DONTWAIT, MSG_MORE, SHUT_WR
from _thread import RLock

from .client_io import receive, send_all, send_both, send_file
from ..link.errors import LinkLost, RequestOver, Stranger
from ..link.frames import (BODY, BODY_ERROR, COMPLETE, CUT, DATA, END, FILE, FILE_REFUSED, FILE_TAKEN, JOIN_LIMIT, LAST,
                           NO_APPLICATION, READ, SEND_FILE, SIZE)
from .plain_answer import failure_text, plain_answer, tail_of, will_reset
from ..request.response import ClientGone

MAX_NUMBER = 0x7FFFFFFF

_RECEIVE_BYTES = 262144
_getpid = os.getpid
_FORMATS = {}


class ClientConnection:
    __slots__ = ("_pid", "_sock", "_is_unix", "_more", "_protocol", "_tail", "_tail_headers", "_tender", "_slot", "_sending", "_patience",
                 "_silence", "_number", "_rest", "_file", "_left", "_length", "_asked", "_file_part", "current", "gone", "lock",
                 "reading", "surplus", "status", "head_bytes", "body_bytes", "header_count", "app_id", "failed", "was_cut", "head_text")

    def __init__(self, settings, tender, slot):
        self._pid = _getpid()
        self._tender = tender
        self._slot = slot
        headers = settings["add_headers"]
        self._tail = tail_of(settings)
        self._tail_headers = len(headers)
        #: Seconds that a client may take nothing, or send nothing of its body.
        self._patience = settings["http_timeout"] or None
        self._silence = settings["socket_timeout"]
        self._number = self.current = self.gone = 0
        self._sock = self._file = None
        self._sending = False
        self.lock = self.reading = None

    def begin(self, sock, is_unix, protocol, length, rest, file=None):
        """`rest`: what has come of the body; `file`: all of it, where it was gathered in one."""
        number = self._number = self._number % MAX_NUMBER + 1
        # As in `Link`; new ones, since a thread of the application may still wait for an earlier client.
        self.lock, self.reading = RLock(), RLock()
        self._sock = sock
        self._is_unix = is_unix
        self._more = 0 if is_unix else MSG_MORE
        self._protocol = protocol
        self._length = self._left = length
        self.surplus = len(rest) > length
        self._rest = rest[:length]
        self._file = file
        self._asked = 0
        self._file_part = None
        self._sending = False
        self.status = self.head_bytes = self.body_bytes = self.header_count = 0
        self.app_id = NO_APPLICATION
        self.failed = self.was_cut = False
        self.current = number
        return number

    # The methods that Response and RequestBody need of a link.

    def is_foreign(self):
        return self._pid != _getpid()

    def cancelled(self, number):
        return self.gone == number

    def send_head(self, number, head, data, flags, app_id):
        self._check(number)
        fields = head.fields
        text = self._text(fields)
        self.status = int(fields[0][:3])
        self.header_count = (len(fields) - 1 >> 1) + self._tail_headers
        self.head_bytes = len(text)
        self.body_bytes += len(data)
        if len(data) <= JOIN_LIMIT:
            self._put(number, text.encode("latin-1") + data, flags)
        else:
            self._put(number, data, flags, text.encode("latin-1"))
        self._after(flags, app_id)

    def send(self, number, kind, flags, extra, payload):
        self._check(number)
        if kind == DATA:
            self.body_bytes += len(payload)
            self._put(number, payload, flags)
        elif kind == READ:
            self._asked = SIZE.unpack(payload)[0]
            return
        elif kind == SEND_FILE:
            self._file_part = self._send_file(number, *FILE.unpack(payload))
            return
        elif kind != END:
            raise LinkLost("no such frame here: %d" % kind)
        self._after(flags, extra)

    def read(self):
        """The answer to what was sent last."""
        number = self.current
        if self._file_part is not None:
            kind, self._file_part = self._file_part, None
            return kind, 0, number, b""
        if not self._left:
            return BODY, 0, number, b""
        wanted = min(self._asked, self._left)
        failure = None
        if self._file is not None:
            data = self._file.read(wanted)
        elif self._rest:
            data = self._rest[:wanted]
            self._rest = self._rest[wanted:]
        else:
            data, failure = self._receive(min(wanted, _RECEIVE_BYTES))
        if failure is not None:
            self._slot.count_read_error()
            return BODY_ERROR, 0, number, self.body_failure(self._asked, failure).encode()
        self._left -= len(data)
        return BODY, 0, number, data

    # For the core.

    def body_failure(self, asked, message):
        return failure_text(asked, self._length, self._left, message)

    def settle(self, number):
        """The core is done with this request, whatever has become of it: no answer may look complete that is not."""
        if self.current == number:
            self.current = 0
        sock, self._sock = self._sock, None
        if self._file is not None:
            self._file.close()
            self._file = None
        if sock is not None and self._pid == _getpid():
            self.was_cut = True
            self._cut(sock)

    def disown(self):
        self._pid = 0
        sock, self._sock = self._sock, None
        if sock is not None:
            sock.close()

    def give_up(self, number):
        """By another thread: the request takes too long. Returns False when its answer is being sent just now."""
        lock = self.lock
        if not lock.acquire(False):
            return False
        try:
            sock = self._sock
            if self.current != number or sock is None or self.gone == number:
                return True
            self.gone = number
            if self.status:
                will_reset(sock, self._is_unix)
                return True
            self.status = 504
            text = plain_answer(self._protocol, 504, self._tail)
            self.head_bytes, self.body_bytes, self.header_count = len(text), 0, 2 + self._tail_headers
            try:
                sock.send(text, MSG_DONTWAIT)
                sock.shutdown(SHUT_WR)
            except OSError:
                pass
            return True
        finally:
            lock.release()

    def is_current(self, number):
        return self.current == number

    @property
    def number(self):
        return self._number

    # Its own.

    def _check(self, number):
        if self._pid != _getpid():
            raise Stranger()
        if number != self.current:
            raise RequestOver("this request is over")
        if self._sending:
            raise LinkLost("the connection is broken")

    def _text(self, fields):
        layout = _FORMATS.get(len(fields))
        if layout is None:
            layout = _FORMATS[len(fields)] = " %s\r\n" + "%s: %s\r\n" * (len(fields) >> 1)
        return self._protocol + layout % tuple(fields) + self._tail

    def _put(self, number, data, flags, head=None):
        """Raises ClientGone only while there is more to be made."""
        # Bytes that a thread of the application is still writing must not reach the next client.
        sock = self._sock
        if self.gone != number and sock is not None:
            self._sending = True
            try:
                # Closed at once, the answer goes out together with the end of the connection.
                more = self._more if flags & (LAST | CUT) == LAST else 0
                if head is None:
                    send_all(sock, data, more, self._patience)
                else:
                    send_both(sock, head, data, more, self._patience)
            except OSError:
                self._lose_client(number)
            self._sending = False
        if self.gone == number and not flags & (LAST | COMPLETE):
            raise ClientGone("the client is gone")

    def _send_file(self, number, descriptor, offset, size):
        """Past Python, from the file to the client."""
        sock = self._sock
        if self.gone == number or sock is None:
            return FILE_TAKEN
        self._sending = True
        sent, failed = send_file(sock, descriptor, offset, size, self._patience)
        self.body_bytes += sent
        kind = FILE_TAKEN
        if failed:
            if sent or sock.fileno() < 0:
                self._lose_client(number)
            else:
                kind = FILE_REFUSED
        elif sent < size:
            self.was_cut = True  # the file has become shorter: the answer must not look complete
        self._sending = False
        return kind

    def _receive(self, size):
        """(data, why not)"""
        sock = self._sock
        if sock is None or self.gone == self._number:
            return b"", "Client closed connection"
        return receive(sock, size, self._silence)

    def _lose_client(self, number):
        self.gone = number
        self._slot.count_write_error()

    def _after(self, flags, app_id):
        if flags & LAST:
            self.app_id = app_id
            self.current = 0
            if flags & 2:
                self.failed = True
            if flags & CUT or self.was_cut:
                self.was_cut = True
                sock, self._sock = self._sock, None
                if sock is not None:
                    self._cut(sock)
                return
        if flags & (LAST | COMPLETE) and self._sock is not None and not self.was_cut:
            self._finish()

    def _finish(self):
        """The client has the whole answer."""
        sock, self._sock = self._sock, None
        if self.gone == self._number:
            sock.close()
        elif self.surplus or (self._left > len(self._rest) and self._file is None) or self._rest:
            self._tender.linger(sock)
        else:
            sock.close()

    def _cut(self, sock):
        if self.gone == self._number and self.status != 504:
            will_reset(sock, self._is_unix)
            sock.close()
        elif self.gone == self._number:
            sock.close()
        else:
            self._tender.cut(sock, self._is_unix)

