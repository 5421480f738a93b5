"""Bytes from and to a client, who may be slow: nothing here waits for longer than it is told to."""
import os
from _socket import MSG_DONTWAIT
from select import POLLIN, POLLOUT, poll

_BLOCK = 262144
# As they are now: greenlets may take their place.
_poll, _sendfile = poll, os.sendfile


def send_all(sock, data, flags, patience):
    """`patience`: seconds that the client may take nothing, or None. Raises OSError."""
    try:
        sent = sock.send(data, MSG_DONTWAIT | flags)
    except BlockingIOError:
        sent = 0
    if sent < len(data):
        view = memoryview(data)
        while sent < len(data):
            _await(sock, POLLOUT, patience)
            try:
                sent += sock.send(view[sent:sent + _BLOCK], MSG_DONTWAIT)
            except BlockingIOError:
                pass


def send_both(sock, head, data, flags, patience):
    """Without joining them first."""
    try:
        sent = sock.sendmsg((head, data), (), MSG_DONTWAIT | flags)
    except BlockingIOError:
        sent = 0
    if sent < len(head):
        send_all(sock, head[sent:], 0, patience)
        sent = len(head)
    if sent < len(head) + len(data):
        send_all(sock, memoryview(data)[sent - len(head):], 0, patience)


def send_file(sock, descriptor, offset, size, patience):
    """Past Python, from the file to the client: (bytes sent, whether it failed). Fewer bytes: the file has no more."""
    begin, end = offset, offset + size
    try:
        os.set_blocking(sock.fileno(), False)
        while offset < end:
            try:
                count = _sendfile(sock.fileno(), descriptor, offset, min(end - offset, 1 << 30))
            except BlockingIOError:
                _await(sock, POLLOUT, patience)
                continue
            if not count:
                break
            offset += count
        os.set_blocking(sock.fileno(), True)
    except OSError:
        return offset - begin, True
    return offset - begin, False


def receive(sock, size, silence):
    """(data, why not)"""
    try:
        try:
            data = sock.recv(size, MSG_DONTWAIT)
        except BlockingIOError:
            if not _is_ready(sock, POLLIN, silence):
                return b"", "Timeout"
            data = sock.recv(size, MSG_DONTWAIT)
    except OSError:
        data = b""
    return data, None if data else "Client closed connection"


def _await(sock, event, seconds):
    if not _is_ready(sock, event, seconds):
        raise OSError("the client takes nothing")


def _is_ready(sock, event, seconds):
    waiting = _poll()
    waiting.register(sock.fileno(), event)
    return bool(waiting.poll(None if seconds is None else seconds * 1000))
