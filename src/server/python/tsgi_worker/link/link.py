"""Frames between one core and its gateway; `messages/link-frames.ts` is the other side and describes them.

Every frame names its request. A frame goes out only while its request is the current one of the link, and only from
the process that the link was made for: what a thread or a forked child of the application still holds of a request
that is over can raise, but never speak.

A send or receive that an exception breaks off (signal handlers of the application may raise at any time) leaves that
direction broken: nobody knows how much has passed. The flag for it is set before and cleared after, so that no second
exception can keep it from being seen. The core then makes a new link, and the gateway ends what the old one had in
hand. An answer can still go out when only a receive was broken off.

Requests that have come wait in `pending`. The core takes them from its front and notes what it begins, before it begins;
another thread takes away from its end what the gateway wants back (`recalls.py`). Both are one step under the interpreter
lock, so that no request has two owners.
"""
import json
import os
from _socket import MSG_DONTWAIT as _MSG_DONTWAIT, MSG_PEEK as _MSG_PEEK, SHUT_RDWR as _SHUT_RDWR
from _thread import RLock
from collections import deque
from time import monotonic as _clock

from .connect import make_socket
from .errors import LinkLost, RequestOver, Stranger
from .frames import (CANCEL, END, HEAD, HEAD_BYTES, HELLO, JOIN_LIMIT, LAST, MAX_FRAME_BYTES, MOST_MICROS, NUMBERS, RESPONSE,
                     RESPONSE_HEAD, SIZE, SIZES_BYTES)
from .incoming import receive_large, sort

_getpid = os.getpid


class Link:
    """One connection to one gateway. The core reads and sends; threads of the application may send and read bodies."""

    __slots__ = ("_path", "_hello", "_sock", "_rest", "_frames", "_pid", "_sending", "_receiving", "_looking", "_earlier",
                 "_begun", "_place", "_began", "current", "pending", "lock", "reading", "gone")

    def __init__(self, path, hello, begun=None):
        """`begun`: where each core of the worker notes what it begins, see `begun.py`."""
        self._path = path
        self._hello = hello
        self._sock = None
        #: The beginning of a frame that has not come whole.
        self._rest = b""
        #: What has come and is not a request.
        self._frames = deque()
        #: Requests that have not begun: (flags, number, payload).
        self.pending = deque()
        self._begun, self._place = ([0], 0) if begun is None else (begun, hello["core"])
        self._began = 0.0
        self._pid = _getpid()
        #: Also when broken off.
        self._sending = self._receiving = self._looking = False
        #: Added to the numbers of this connection. A gateway counts from 1 on each, and what is left of a request of an
        #: earlier one must not pass for one of this.
        self._earlier = 0
        #: Number of the request in hand; 0: there is none.
        self.current = 0
        #: Number of the request whose client is known to have left.
        self.gone = 0
        #: Held while a frame is sent, and around what decides whether it may be. The locks are those of threads that may
        #: come back: a signal handler that writes must not wait for the very thread that it has interrupted.
        self.lock = RLock()
        #: Held by whoever waits for a frame.
        self.reading = RLock()

    def connect(self):
        """Raises OSError when nobody holds the listening side: then the master is gone too."""
        self._wake_readers()
        self.close()
        sock = make_socket(self._path)
        # New locks: those of before may be held by a thread that was waiting for the old connection.
        self.lock = RLock()
        self.reading = RLock()
        # These too: such a thread may still put something into them.
        self._frames = deque()
        self.pending = deque()
        self._rest = b""
        self._sock = sock
        self.current = 0
        self._earlier += NUMBERS
        self._sending = self._receiving = self._looking = False
        with self.lock:
            self.send(0, HELLO, 0, 0, json.dumps(dict(self._hello, link=self._earlier // NUMBERS)).encode())

    def _wake_readers(self):
        """A thread that waits for a frame would keep the connection open."""
        if self._sock is None:
            return
        if self.reading.acquire(False):
            self.reading.release()
            return
        try:
            self._sock.shutdown(_SHUT_RDWR)
        except OSError:
            pass  # the gateway has closed it

    def close(self):
        self.current = 0
        # Before the gateway can know of the end: it gives them to others then.
        self.pending.clear()
        if self._sock is not None:
            self._sock.close()
            self._sock = None

    def disown(self):
        """After a fork, in the child: let go of what is the parent's."""
        self._pid = 0
        self.lock = RLock()
        self.reading = RLock()
        self.close()

    def fileno(self):
        return self._sock.fileno()

    def is_foreign(self):
        """This process is a fork of the one that the link was made for."""
        return self._pid != _getpid()

    def is_whole(self):
        """To be asked under `reading`."""
        return self.can_send() and not (self._receiving or self._looking)

    def can_send(self):
        return self._sock is not None and not self._sending

    def wait(self):
        """Wait for requests, which are pending then, or for another frame. Returns that, or None.

        The caller holds `reading`.
        """
        pending, frames = self.pending, self._frames
        self._begin_receiving()
        while not pending and not frames:
            self._receive()
        frame = None if pending else frames.popleft()
        self._receiving = False
        return frame

    def read(self):
        """Wait for a frame that is not a request: (kind, flags, number, payload). A large BODY has a list of bytes for payload.

        The caller holds `reading`, unless it is alone.
        """
        frames = self._frames
        self._begin_receiving()
        while not frames:
            # The head alone: the body that may follow is then received to where it stays, in one piece.
            self._receive(HEAD_BYTES)
        frame = frames.popleft()
        self._receiving = False
        return frame

    def begin(self, number):
        """The core begins with a request that it has taken out of `pending`."""
        if self._pid != _getpid():
            raise Stranger()
        self._begun[self._place] = number
        self.current = number
        self._began = _clock()

    def give_back(self):
        """By another thread: takes out what the core has not begun. Returns the numbers (first, last) or None."""
        pending = self.pending
        first = last = 0
        try:
            while True:
                first = pending.pop()[1]
                last = last or first
        except IndexError:
            return (first, last) if first else None

    def cancelled(self, number):
        """Look, without waiting, whether the gateway said that the client is gone. Not while a thread reads the body."""
        if self.gone == number:
            return True
        # An exception in here may leave the lock held; then the link is replaced, and its locks with it.
        before, self._looking = self._looking, True
        if self.reading.acquire(False):
            try:
                self._look()
            finally:
                self.reading.release()
        self._looking = before
        return self.gone == number

    def _look(self):
        # A signal handler that writes may have come in the middle of a read.
        if self._receiving:
            return
        if not self._frames:
            self._receive_present()
        while self._frames:
            kind, _flags, number, _payload = self.read()
            if kind == CANCEL:
                self.gone = number

    def send(self, number, kind, flags, extra, payload):
        """The caller holds `lock`. Raises RequestOver, LinkLost, or Stranger in a fork."""
        self._begin_sending(number)
        if kind == END:
            payload = SIZE.pack(self._micros())
        self._put(HEAD.pack(len(payload), kind, flags, extra, number % NUMBERS), payload, flags)

    def send_head(self, number, head, data, flags, app_id):
        """A checked head and what is there of the body. As for `send`."""
        self._begin_sending(number)
        encoded = head.encode()
        length = len(encoded)
        begin = RESPONSE_HEAD.pack(SIZES_BYTES + length + len(data), RESPONSE, flags, app_id, number % NUMBERS, length,
                               self._micros() if flags & LAST else 0)
        self._put(begin + encoded, data, flags)

    def _begin_sending(self, number):
        if self._pid != _getpid():
            raise Stranger()
        if number != self.current:
            raise RequestOver("this request is over")
        if self._sending or self._sock is None:
            raise LinkLost("the link is broken")
        self._sending = True

    def _put(self, begin, data, flags):
        try:
            if len(data) <= JOIN_LIMIT:
                self._sock.sendall(begin + data)
            else:
                self._sock.sendall(begin)
                self._sock.sendall(data)
        except OSError as error:
            raise LinkLost(str(error)) from None
        if flags & LAST:
            self.current = 0
        self._sending = False

    def _micros(self):
        """Since the core began with the request in hand."""
        return min(int((_clock() - self._began) * 1e6), MOST_MICROS)

    def _begin_receiving(self):
        if self._pid != _getpid():
            raise Stranger()
        if self._receiving or self._sock is None:
            raise LinkLost("the link is broken")
        self._receiving = True

    def _receive(self, first=65536):
        """Some bytes more (of a frame that has not begun `first`), and to its place what is whole with them. What it works on is that of one connection."""
        rest, sock = self._rest, self._sock
        missing = 0 if len(rest) < HEAD_BYTES else HEAD_BYTES + SIZE.unpack_from(rest)[0] - len(rest)
        if missing > MAX_FRAME_BYTES:
            raise LinkLost("a frame of %d bytes" % missing)
        pending, frames, earlier = self.pending, self._frames, self._earlier
        try:
            if missing > JOIN_LIMIT:
                receive_large(sock, rest, missing, earlier, pending, frames)
                rest = b""
            else:
                data = sock.recv(65536 if rest else first)
                if not data:
                    raise LinkLost("the gateway closed the link")
                rest = sort(rest + data if rest else data, earlier, pending, frames)
        except OSError as error:
            raise LinkLost(str(error)) from None
        if sock is not self._sock:
            raise LinkLost("the link was made anew")
        self._rest = rest

    def _receive_present(self):
        """The same without waiting for a frame of which nothing has come."""
        self._begin_receiving()
        try:
            self._sock.recv(1, _MSG_DONTWAIT | _MSG_PEEK)
        except BlockingIOError:
            self._receiving = False
            return
        except OSError as error:
            raise LinkLost(str(error)) from None
        self._receive()
        self._receiving = False
