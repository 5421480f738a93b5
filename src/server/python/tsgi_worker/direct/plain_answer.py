"""Answers that the server gives without the application, and the ends of connections without any."""
from _socket import MSG_DONTWAIT, SO_LINGER, SOL_SOCKET
from struct import Struct

from ..log.report import say
from .uwsgi_packet import PONG, Ping

REASONS = {408: "Request Timeout", 413: "Content Too Large", 500: "Internal Server Error", 502: "Bad Gateway",
           503: "Service Unavailable", 504: "Gateway Timeout"}
_LINGER = Struct("ii")


def tail_of(settings):
    """End of every head: the headers of `--add-header`, and the empty line."""
    return "".join("%s: %s\r\n" % tuple(header) for header in settings["add_headers"]) + "\r\n"


def plain_answer(protocol, status, tail):
    reason = REASONS[status]
    return ("%s %d %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n%s%s\n"
            % (protocol, status, reason, len(reason) + 1, tail, reason)).encode("latin-1")


def refuse(sock, listener, refusal, tender, slot):
    """A packet that gets no answer, or only a pong."""
    if isinstance(refusal, Ping):
        say("PING")
        try:
            sock.send(PONG, MSG_DONTWAIT)
        except OSError:
            pass
        tender.linger(sock)
        return
    slot.count_rejected(listener.index)
    say(str(refusal))
    sock.close()


def failure_text(asked, length, left, message):
    return "Error reading %d bytes. Content-Length: %d consumed: %d left: %d message: %s" % (
        min(asked, left), length, length - left, left, message)


def will_reset(sock, is_unix):
    """The end of an answer of open length that breaks off must not look like its end."""
    if not is_unix:
        try:
            sock.setsockopt(SOL_SOCKET, SO_LINGER, _LINGER.pack(1, 0))
        except OSError:
            pass
