"""Descriptors of the server: on high numbers, away from those that applications take for theirs or close in a row."""
import fcntl
import mmap
import os
import resource
from _socket import socket

_HIGHEST = 1 << 16
_LOWEST = 16


def lift(descriptor):
    """The same file on a high number that no other program inherits; the old number is free again."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = _HIGHEST if soft == resource.RLIM_INFINITY else min(soft, _HIGHEST)
    for lowest in (limit // 2, limit // 4, _LOWEST):
        try:
            moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, lowest)
        except OSError:
            continue
        os.close(descriptor)
        return moved
    os.set_inheritable(descriptor, False)
    return descriptor


def lift_socket(sock):
    """The same for a socket object, of which the one that is returned takes the place."""
    family, kind = sock.family, sock.type
    return socket(family, kind, 0, lift(sock.detach()))


def identity(descriptor):
    """Tells whether it still is the same file; None when it is closed."""
    try:
        found = os.fstat(descriptor)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def map_memory(descriptor, size, offset=0):
    """The memory of a file, without the descriptor that the map takes for itself, a low one: it is the application's."""
    lowest = os.dup(descriptor)
    os.close(lowest)
    mapped = mmap.mmap(descriptor, size, offset=offset)
    if identity(lowest) == identity(descriptor):
        os.close(lowest)
    return mapped


def close_quietly(descriptor):
    try:
        os.close(descriptor)
    except OSError:
        pass  # the application was here before


def fill_standard(log):
    """An application may close the first three: what is opened next must not become somebody's standard output."""
    for descriptor, source in ((0, None), (1, log), (2, log)):
        if identity(descriptor) is not None:
            continue
        opened = os.open(os.devnull, os.O_RDWR) if source is None else os.dup(source)
        if opened != descriptor:
            os.dup2(opened, descriptor)
            os.close(opened)
        os.set_inheritable(descriptor, True)
