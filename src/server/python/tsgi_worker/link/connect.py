"""Sockets of links, on descriptors that no application counts on."""
import fcntl
import resource
from _socket import AF_UNIX as _AF_UNIX, SOCK_STREAM as _SOCK_STREAM
# The application may put greenlets in the place of `socket.socket`; a core needs what is below it.
from _socket import socket as _Socket
from functools import partial

#: The descriptors of links stay away from the low numbers that applications expect to be theirs.
_HIGHEST_DESCRIPTOR = 1 << 16
_LOWEST_DESCRIPTOR = 64


def make_socket(path):
    """A connection to what listens at `path`. Raises OSError."""
    sock = _Socket(_AF_UNIX, _SOCK_STREAM)
    try:
        sock = _out_of_the_way(sock)
        sock.connect(path)
        return sock
    except BaseException:
        sock.close()
        raise


def _out_of_the_way(sock):
    """The same socket on a high descriptor, where there is room for one."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = _HIGHEST_DESCRIPTOR if soft == resource.RLIM_INFINITY else min(soft, _HIGHEST_DESCRIPTOR)
    lowest = limit // 2
    if lowest < _LOWEST_DESCRIPTOR:
        return sock
    # No step of Python lies between the descriptor and its object: a signal handler that raises there would leave it open.
    duplicates = map(fcntl.fcntl, (sock.fileno(),), (fcntl.F_DUPFD_CLOEXEC,), (lowest,))
    try:
        for moved in map(partial(_Socket, _AF_UNIX, _SOCK_STREAM, 0), duplicates):
            sock.close()
            return moved
    except OSError:
        pass
    return sock
