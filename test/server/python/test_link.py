"""A link that is made anew: what is left of the requests of the one before must not pass for requests of this one."""
import os
import socket
import struct
import tempfile
import unittest

from tsgi_worker.link import CANCEL, DATA, HEAD, LAST, REQUEST, Link, RequestOver

HELLO = {"slot": 1, "core": 0}


class Gateway:
    def __init__(self, path):
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        self._listener.listen(1)
        self._core = None

    def accept(self):
        if self._core is not None:
            self._core.close()
        self._core, _ = self._listener.accept()
        self._core.settimeout(5)
        return self.receive()

    def ask(self, number, kind=REQUEST):
        self._core.sendall(HEAD.pack(4, kind, 0, 0, number) + struct.pack("<I", 0))

    def receive(self):
        length, kind, _flags, _extra, number = HEAD.unpack(self._core.recv(HEAD.size))
        return kind, number, self._core.recv(length) if length else b""

    def close(self):
        self._core.close()
        self._listener.close()


class LinksMadeAnew(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "link")
        self.gateway = Gateway(path)
        self.link = Link(path, HELLO)
        self.connect()

    def tearDown(self):
        self.link.close()
        self.gateway.close()
        self.folder.cleanup()

    def connect(self):
        self.link.connect()
        self.gateway.accept()

    def take(self, number):
        self.gateway.ask(number)
        with self.link.reading:
            self.assertIsNone(self.link.wait())
        self.link.begin(self.link.pending.popleft()[1])
        return self.link.current

    def send(self, number, data, flags=0):
        with self.link.lock:
            self.link.send(number, DATA, flags, 0, data)

    def test_a_request_of_the_link_before_is_over_although_the_numbers_begin_anew(self):
        old = self.take(1)
        self.send(old, b"begun")
        self.assertEqual(self.gateway.receive(), (DATA, 1, b"begun"))
        self.connect()
        new = self.take(1)
        with self.assertRaises(RequestOver):
            self.send(old, b"late")
        self.send(new, b"own", LAST)
        self.assertEqual(self.gateway.receive(), (DATA, 1, b"own"))

    def test_a_client_that_left_the_link_before_has_not_left_this_one(self):
        old = self.take(1)
        self.gateway.ask(1, CANCEL)
        while not self.link.cancelled(old):
            pass
        self.connect()
        self.assertFalse(self.link.cancelled(self.take(1)))


if __name__ == "__main__":
    unittest.main()
