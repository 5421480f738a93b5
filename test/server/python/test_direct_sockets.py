"""The listening sockets that all workers share, under applications that change them: they are as they were, at the same address."""
import ctypes
import os
import socket
import struct
import time
import unittest

from tsgi_worker.direct.sockets import DirectListener, DirectSockets

PROCESSES, SECONDS = 4, 1.0
LISTENS = 10
REFUSED_SECONDS = 10.0  # a guard against hanging, and no assertion about speed


def bind(family=socket.AF_INET, host="127.0.0.1"):
    sock = socket.socket(family)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, 0))
    return sock


def inherit(sock):
    """As a zygote has it: a descriptor of its own, and what the master tells of it."""
    return DirectListener(os.dup(sock.fileno()), 0, sock.getsockname()[1])


def shut_down(sock):
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it does not listen


def state_of(sock):
    return sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]


def is_reached(address):
    try:
        socket.create_connection(address, REFUSED_SECONDS).close()
        return True
    except OSError:
        return False


class Shutdowns(unittest.TestCase):
    def test_processes_that_mend_at_once_keep_the_address(self):
        with bind() as sock:
            address = sock.getsockname()
            listener = inherit(sock)
            listener.listen(5, True)
            children = [Mender(listener) for _ in range(PROCESSES)]
            until = time.monotonic() + SECONDS
            rounds = 0
            while time.monotonic() < until:
                rounds += 1
                # Before they begin, or while they are at it.
                if rounds % 2:
                    shut_down(sock)
                for child in children:
                    child.begin()
                if not rounds % 2:
                    shut_down(sock)
                    for child in children:
                        child.join()
                        child.begin()
                for child in children:
                    child.join()
                self.assertEqual((sock.getsockname(), state_of(sock)), (address, LISTENS), "round %d" % rounds)
            for child in children:
                child.end()
            self.assertTrue(is_reached(address))
            listener.close()

    def test_a_zygote_that_starts_while_a_socket_is_shut_down_knows_its_address(self):
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::1"), (socket.AF_INET6, "::")):
            try:
                sock = bind(family, host)
            except OSError:
                continue  # no IPv6 here
            with self.subTest(host=host), sock:
                port = sock.getsockname()[1]
                sock.listen(5)
                descriptor = os.dup(sock.fileno())
                shut_down(sock)
                listener = DirectListener(descriptor, 0, port)
                listener.listen(5, True)
                self.assertTrue(is_reached(("::1" if family == socket.AF_INET6 else "127.0.0.1", port)))
                listener.close()


class Mender:
    """A process that mends the socket once, whenever it is told to."""

    def __init__(self, listener):
        self._parent, self._child = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            self._parent.close()
            try:
                self._run(listener)
            finally:
                os._exit(0)
        self._child.close()

    def _run(self, listener):
        while self._child.recv(1) == b"m":
            try:
                listener.listen(5, True)
            except OSError:
                pass  # tried again at the next accept()
            self._child.send(b"\0")

    def begin(self):
        self._parent.send(b"m")

    def join(self):
        self._parent.recv(1)

    def end(self):
        self._parent.send(b"e")
        self._parent.close()
        os.waitpid(self._pid, 0)


SO_ATTACH_FILTER = 26
#: `ret #0` drops whatever comes.
DROP_ALL = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0))


def set_option(level, option, value):
    return lambda sock: sock.setsockopt(level, option, value)


CHANGES = {
    "an abortive close": set_option(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)),
    "no limit to accept": set_option(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, 0)),
    "a limit to send": set_option(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 0, 10000)),
    "a low-water mark": set_option(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1000),
    "a delay": set_option(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0),
    "no deferring": set_option(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 0),
    "a filter": set_option(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(DROP_ALL))),
    "no waiting": lambda sock: sock.setblocking(False),
    "a queue of one": lambda sock: sock.listen(0),
}


class Options(unittest.TestCase):
    def test_what_an_application_has_set_is_undone(self):
        with bind() as sock:
            sockets = DirectSockets([inherit(sock)])
            sockets.listen(2 * len(CHANGES))
            before = facts(sock)
            for name, change in CHANGES.items():
                with self.subTest(name):
                    change(sock)
                    sockets.mend()
                    self.assertEqual(facts(sock), before)
                    self.assertTrue(is_reached(sock.getsockname()))
            sockets.close()


def facts(sock):
    names = ("SO_LINGER", "SO_RCVTIMEO", "SO_SNDTIMEO", "SO_RCVLOWAT")
    general = {name: sock.getsockopt(socket.SOL_SOCKET, getattr(socket, name), 16) for name in names}
    tcp = {name: sock.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) for name in ("TCP_NODELAY", "TCP_DEFER_ACCEPT")}
    # `sacked` of the manual is the longest queue of a listening socket.
    queue = struct.unpack_from("I", sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 32), 28)
    return {**general, **tcp, "queue": queue, "waits": os.get_blocking(sock.fileno())}


if __name__ == "__main__":
    unittest.main()
