import _thread
import struct
import unittest

from tsgi_worker.link.errors import RequestOver
from tsgi_worker.link.frames import BODY, BODY_ERROR
from tsgi_worker.request.body import RequestBody


NUMBER = 5


class FakeLink:
    """Hands out the pieces one for each time it is asked."""

    def __init__(self, pieces, ending=(BODY, 0, NUMBER, b"")):
        self.frames = [(BODY, 0, NUMBER, piece) for piece in pieces] + [ending]
        self.asked = 0
        self.lock = _thread.allocate_lock()
        self.reading = _thread.allocate_lock()

    def send(self, number, kind, flags, extra, payload):
        self.asked += 1
        struct.unpack("<I", payload)

    def read(self):
        return self.frames.pop(0)


TEXT = b"line1\nline2\nABCDline3\nline4\nlast"


def every_way():
    """The same body whole, byte by byte and cut at every point."""
    yield RequestBody(TEXT)
    yield RequestBody(b"", FakeLink([TEXT[at:at + 1] for at in range(len(TEXT))]), NUMBER)
    for cut in range(1, len(TEXT)):
        yield RequestBody(b"", FakeLink([TEXT[:cut], TEXT[cut:]]), NUMBER)
        # As parts of large frames.
        yield RequestBody(b"", FakeLink([[TEXT[:cut], TEXT[cut:]]]), NUMBER)
        yield RequestBody(b"", FakeLink([[TEXT[:1]], [TEXT[1:cut], TEXT[cut:]]]), NUMBER)


class Reading(unittest.TestCase):
    def test_every_method_however_the_body_comes(self):
        for body in every_way():
            got = [body.readline(), body.readline(3), body.readline(100), body.read(4), next(iter(body)), body.read(0)]
            got += body.readlines() + [body.read(), body.read(10), body.readline()]
            self.assertEqual(got, [b"line1\n", b"lin", b"e2\n", b"ABCD", b"line3\n", b"", b"line4\n", b"last",
                                   b"", b"", b""])

    def test_read_takes_the_rest_and_ends_there(self):
        for body in every_way():
            self.assertEqual(body.read(), TEXT)
            self.assertEqual(body.read(), b"")

    def test_reading_past_the_end_ends_at_the_end(self):
        for body in every_way():
            self.assertEqual(body.read(1000), TEXT)

    def test_readlines_stops_after_the_hint(self):
        for body in every_way():
            self.assertEqual(body.readlines(7), [b"line1\n", b"line2\n"])

    def test_nothing_is_asked_for_before_somebody_reads(self):
        link = FakeLink([TEXT])
        RequestBody(b"", link, NUMBER)
        self.assertEqual(link.asked, 0)

    def test_after_its_request_every_method_raises(self):
        for body in every_way():
            body.end()
            for method in (body.read, body.readline, body.readlines, body.read_some, lambda: next(body)):
                with self.assertRaises(RequestOver):
                    method()

    def test_a_client_that_is_gone_is_an_oserror_and_then_the_end(self):
        body = RequestBody(b"", FakeLink([b"half"], (BODY_ERROR, 0, NUMBER, b"Client closed connection")), NUMBER)
        with self.assertRaisesRegex(OSError, "Client closed connection"):
            body.read(10)
        self.assertEqual(body.read(), b"")


if __name__ == "__main__":
    unittest.main()
