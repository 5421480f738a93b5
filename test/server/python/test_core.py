"""A core's treatment of failing applications: frames to the gateway, and when."""
import _thread
import array
import struct
import unittest
from unittest import mock

from tsgi_worker.application.applications import Applications
from tsgi_worker.request.core import Core
from tsgi_worker.link.frames import COMPLETE, CUT, END, EXCEPTION, LAST, RESPONSE

SETTINGS = {"manage_script_name": False, "no_default_app": False, "threads": 1, "processes": 1, "links": ["/nowhere"],
            "version": "1.0"}


class FakeLink:
    def __init__(self, *_):
        self.frames = []
        self.lock = _thread.allocate_lock()
        self.current = 1

    def send(self, _number, kind, flags, _extra, payload):
        self.frames.append((kind, flags, bytes(payload)))

    def send_head(self, number, head, data, flags, app_id):
        self.send(number, RESPONSE, flags, app_id, head.encode() + data)

    def cancelled(self, _number):
        return False

    def is_foreign(self):
        return False


def run(application):
    """The frames of one request, and how many there were when the log was first written to."""
    with mock.patch("tsgi_worker.request.core.Link", FakeLink):
        core = Core(Applications(SETTINGS), SETTINGS, {"slot": 1, "core": 0})
    frames = core._link.frames
    core._applications._single = (0, application)
    seen = []

    environ = b"REQUEST_METHOD\0GET\0PATH_INFO\0/"
    with mock.patch("tsgi_worker.log.report._write", lambda _text: seen.append(len(frames))):
        core._answer(0, 1, struct.pack("<I", len(environ)) + environ)
    return frames, seen


class Answers(unittest.TestCase):
    def test_blocks_count_by_their_bytes_whatever_they_are_made_of(self):
        items = array.array("I", [0x41414141] * 64)
        for block in (memoryview(items), bytearray(b"A" * 256), b"A" * 256):
            for blocks in ([block], [block, b""], (block,)):
                def application(environ, start_response):
                    start_response("200 OK", [])
                    return blocks

                frames, _ = run(application)
                payload = frames[0][2]
                self.assertIn(b"Content-Length\x00256", payload)
                self.assertTrue(payload.endswith(b"A" * 256))


class FailingApplications(unittest.TestCase):
    def test_the_client_has_its_500_before_anything_is_logged(self):
        def application(environ, start_response):
            raise RuntimeError("on purpose")

        frames, logged_after = run(application)
        self.assertEqual([(kind, flags) for kind, flags, _ in frames], [(RESPONSE, COMPLETE), (END, LAST | EXCEPTION)])
        self.assertIn(b"500 Internal Server Error", frames[0][2])
        self.assertEqual(logged_after[0], 1)

    def test_without_an_application_too(self):
        frames, logged_after = run(None)
        self.assertIn(b"500 Internal Server Error", frames[0][2])
        self.assertEqual(logged_after[0], 1)

    def test_an_answer_that_has_begun_is_cut(self):
        def application(environ, start_response):
            start_response("200 OK", [])
            yield b"half"
            raise RuntimeError("on purpose")

        frames, _ = run(application)
        self.assertEqual([(kind, flags) for kind, flags, _ in frames], [(RESPONSE, 0), (END, LAST | EXCEPTION | CUT)])

    def test_an_exception_after_the_last_frame_sends_no_other(self):
        class Interrupted(FakeLink):
            def send(self, number, kind, flags, extra, payload):
                super().send(number, kind, flags, extra, payload)
                if flags & LAST:
                    raise KeyboardInterrupt  # as a signal handler of the application would

        def application(environ, start_response):
            start_response("200 OK", [])
            return [b"whole"]

        with mock.patch(__name__ + ".FakeLink", Interrupted):
            frames, _ = run(application)
        self.assertEqual([(kind, flags) for kind, flags, _ in frames], [(RESPONSE, LAST)])


if __name__ == "__main__":
    unittest.main()
