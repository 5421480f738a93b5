"""The way of a connection through a core that serves sockets itself: packet, application, answer, log line.

A packet that is there at once, as nginx sends it, is read in one piece. Whoever takes longer goes to the tender, and
comes back to some core of the worker when the packet is complete.
"""
from _socket import MSG_DONTWAIT
from select import POLLIN, POLLRDHUP, poll
from time import monotonic

from .arrival import Arrival
from .client_connection import ClientConnection
from ..link.frames import NO_APPLICATION
from .plain_answer import plain_answer, refuse, tail_of
from ..log.report import say
from ..request.body import RequestBody
from .uwsgi_packet import Ping, Refused, bytes_wanted, read_packet

#: How long a core waits for the rest of a packet that has begun to come.
_PACKET_MILLISECONDS = 10


class DirectRequests:
    def __init__(self, core, settings, number, sockets, tender, log):
        self._core = core
        self._number = number
        self._sockets = sockets
        self._tender = tender
        self._upkeep = tender.upkeep
        self._gate = tender.gate if settings["threads"] > 1 and sockets.only is not None else None
        self._log = log
        self._slot = core.slot
        self._connection = ClientConnection(settings, tender, core.slot)
        self._buffer_size = settings["buffer_size"]
        self._limit_post, self._post_buffering = settings["limit_post"], settings["post_buffering"]
        self._tail = tail_of(settings)
        self._logged = None
        #: The next connection may have waited for a core.
        self.finds_waiting = False

    @property
    def began(self):
        return self._slot.began / 1e9 if self._logged is not None else 0

    def disown(self):
        self._connection.disown()

    def give_up(self):
        logged = self._logged
        connection = self._connection
        if logged is None or not connection.give_up(connection.number):
            return
        self._logged = None
        self._slot.note_answered()
        micros = int((monotonic() - self._slot.began / 1e9) * 1e6)
        self._log.write(logged, connection, NO_APPLICATION, micros, self._number, None, 0)

    def recover(self):
        """Whatever has broken off the last request, and wherever: its client is let go, nothing is in hand."""
        connection = self._connection
        connection.settle(connection.number)
        self._logged = None
        if self._slot.began:
            self._slot.end()
        self._tender.ring_again()
        self._upkeep.want()

    def take(self, sock, listener):
        """Serves the connection that has been accepted."""
        try:
            data = sock.recv(65536, MSG_DONTWAIT)
            if not data:
                sock.close()
                return
        except BlockingIOError:
            data = b""
        except OSError:
            sock.close()
            return
        try:
            wanted = bytes_wanted(data, self._buffer_size)
            if len(data) < wanted:
                data, wanted = self._read_on(sock, data, wanted)
            if data is None:
                sock.close()
            elif len(data) < wanted:
                self._tender.gather(Arrival(sock, listener, data))
            else:
                self._begin(sock, listener, data, wanted)
        except (Refused, Ping) as refusal:
            refuse(sock, listener, refusal, self._tender, self._slot)

    def _read_on(self, sock, data, wanted):
        """(what has come, the length of the packet); None: the client has left."""
        waiting = poll()
        waiting.register(sock.fileno(), POLLIN)
        while len(data) < wanted and waiting.poll(_PACKET_MILLISECONDS):
            try:
                part = sock.recv(65536, MSG_DONTWAIT)
            except BlockingIOError:
                continue
            except OSError:
                return None, 0
            if not part:
                return None, 0
            data += part
            wanted = bytes_wanted(data, self._buffer_size)
        return data, wanted

    def serve_arrival(self):
        """Of what the tender has ready; False when there is nothing."""
        arrival = self._tender.take()
        if arrival is None:
            return False
        if arrival.request is None:
            try:
                self._begin(arrival.sock, arrival.listener, arrival.data, arrival.wanted)
            except Refused as refusal:
                refuse(arrival.sock, arrival.listener, refusal, self._tender, self._slot)
        else:
            self._run(arrival.sock, arrival.listener, arrival.request, arrival.packet, arrival.data, arrival.file)
        return True

    def _begin(self, sock, listener, data, wanted):
        request = read_packet(data, wanted)
        if self.finds_waiting and _has_left(sock):
            sock.close()
            return
        for name in request.dynamic:
            self._sockets.say_ignored(name)
        if len(data) == wanted and not request.length:
            self._run(sock, listener, request, data, b"", None)
            return
        rest = data[wanted:]
        length = request.length
        if length and self._limit_post is not None and length > self._limit_post:
            self._refuse_large(sock, listener, request)
        elif self._post_buffering is not None and len(rest) < length:
            self._tender.gather(Arrival(sock, listener, rest).of_body(request, data[:wanted]))
        else:
            self._run(sock, listener, request, data[:wanted], rest, None)

    def _refuse_large(self, sock, listener, request):
        self._slot.count_rejected(listener.index)
        say("Invalid (too big) CONTENT_LENGTH. skip. (%d, max %d)" % (request.length, self._limit_post))
        try:
            sock.send(plain_answer(request.protocol, 413, self._tail), MSG_DONTWAIT)
        except OSError:
            pass
        self._tender.linger(sock)

    def _run(self, sock, listener, request, packet, rest, file):
        connection = self._connection
        length = request.length
        if self._log.keeps:
            self._log.keep(request)
        self._slot.begin(packet)
        number = connection.begin(sock, listener.is_unix, request.protocol, length, rest, file)
        self._logged = request
        try:
            body = RequestBody(b"", connection if length else None, number)
            self._core.respond(connection, number, request.environ, body)
        finally:
            if not connection.is_foreign():
                self._settle(connection, number, request)

    def _settle(self, connection, number, request):
        connection.settle(number)
        slot = self._slot
        logged, self._logged = self._logged, None
        micros = slot.end()
        requests = slot.count(micros, connection.head_bytes + connection.body_bytes, connection.app_id, connection.failed,
                              connection.status)
        if logged is not None:
            self._log.write(request, connection, connection.app_id, micros, self._number, slot.number, requests)
        if self._gate is not None:
            self._gate.note(self._core, micros)
        if not self._upkeep.is_wanted:
            self._upkeep.want()


def _has_left(sock):
    """As far as anybody can tell: it will send no more. To be asked of those who have waited for a core."""
    state = poll()
    state.register(sock.fileno(), POLLRDHUP)
    return bool(state.poll(0))
