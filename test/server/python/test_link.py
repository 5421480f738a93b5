"""A link that is made anew: what is left of the requests of the one before must not pass for requests of this one."""
import os
import socket
import struct
import tempfile
import threading
import unittest

from tsgi_worker.link.errors import LinkLost, RequestOver
from tsgi_worker.link.frames import BODY, CANCEL, DATA, HEAD, LAST, REQUEST
from tsgi_worker.link.link import Link

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

    def send(self, data, first):
        self._core.sendall(data[:first])
        self._core.sendall(data[first:])

    def hang_up(self):
        self._core.close()

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

    def test_frames_of_every_size_come_as_they_were_sent_whatever_follows_them(self):
        number = self.take(1)
        sizes = [0, 1, 65523, 65524, 65525, 65536, 131072, 131085, 262144, 1000000]
        sent = [os.urandom(size) for size in sizes]
        frames = b"".join(HEAD.pack(len(data), BODY, 0, 0, 1) + data for data in sent)
        for first in (1, 11, 12, 13, 60000, len(frames)):
            sender = threading.Thread(target=self.gateway.send, args=(frames, first))
            sender.start()
            with self.link.reading:
                got = [self.link.read() for _ in sizes]
            sender.join(10)
            self.assertEqual([(kind, flags, of) for kind, flags, of, _ in got], [(BODY, 0, number)] * len(sizes))
            for data, (_, _, _, payload) in zip(sent, got):
                self.assertTrue(data == (b"".join(payload) if isinstance(payload, list) else payload), len(data))

    def test_an_end_in_the_middle_of_a_large_frame_is_a_lost_link(self):
        self.take(1)
        for count in (12, 1000, 70000, 150000):
            self.gateway.send(HEAD.pack(400000, BODY, 0, 0, 1) + bytes(count), 5)
            self.gateway.hang_up()
            with self.assertRaises(LinkLost), self.link.reading:
                self.link.read()
            self.connect()
            self.take(1)


if __name__ == "__main__":
    unittest.main()
