"""Bytes from a gateway → whole frames, each to where it belongs."""
from _socket import MSG_WAITALL as _MSG_WAITALL

from .errors import LinkLost
from .frames import BODY, HEAD, HEAD_BYTES, REQUEST


def receive_large(sock, begun, missing, earlier, pending, frames):
    """The frame whose beginning has come, to its place. Of a body the parts stay as they are: its reader joins them once."""
    _length, kind, flags, _extra, number = HEAD.unpack_from(begun)
    parts = [begun[HEAD_BYTES:]] if len(begun) > HEAD_BYTES else []
    while missing > 0:
        part = sock.recv(missing, _MSG_WAITALL)
        if not part:
            raise LinkLost("the gateway closed the link")
        parts.append(part)
        missing -= len(part)
    if kind == REQUEST:
        pending.append((flags, earlier + number, b"".join(parts)))
    else:
        frames.append((kind, flags, earlier + number, parts if kind == BODY else b"".join(parts)))


def sort(data, earlier, pending, frames):
    """Whole frames to where they belong. Returns what is left."""
    at, size = 0, len(data)
    while size - at >= HEAD_BYTES:
        length, kind, flags, _extra, number = HEAD.unpack_from(data, at)
        start = at + HEAD_BYTES
        end = start + length
        if end > size:
            break
        if kind == REQUEST:
            pending.append((flags, earlier + number, data[start:end]))
        else:
            frames.append((kind, flags, earlier + number, data[start:end]))
        at = end
    return data[at:]
