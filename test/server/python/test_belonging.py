"""An answer belongs to one request: the real core and link, under an application that does anything at any time.

A worker process runs the core in its main thread, as a real one does. This side is a gateway that checks every frame:
its number, its place, its bytes. Whatever the last request was, the core has to serve the next one. BELONGING_SEED and
BELONGING_SECONDS look for more.
"""
import json
import os
import random
import select
import shutil
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
import unittest

from tsgi_worker.request import core as core_module
from tsgi_worker.log import report
from tsgi_worker.link.begun import Begun
from tsgi_worker.request.core import Core
from tsgi_worker.worker import worker as worker_module
from tsgi_worker.worker.worker import _run_core
from tsgi_worker.link.frames import (BODY, BODY_FOLLOWS, COMPLETE, CONTROL, DATA, END, FILE_REFUSED, FILE_TAKEN, HEAD, HELLO,
                                     LAST, READ, RECALL, REQUEST, RESPONSE, RETIRE, RETURNED, SEND_FILE, THREE)
from tsgi_worker.link.recalls import Recalls

SEED = int(os.environ.get("BELONGING_SEED") or 20_261_201)
SECONDS = float(os.environ.get("BELONGING_SECONDS") or 5)
ANSWER_SECONDS = 60.0  # a guard against hanging, and no assertion about speed
BODY_BYTES = 300_000


class Alarm(BaseException):
    """Raised by a time limit of the application."""


class Misdeeds:
    """The application. Each request names a misdeed; all it ever sends is the letter of its request."""

    def __init__(self, seed, begins):
        """`begins`: a pipe, for the numbers of all requests that begin."""
        self.random = random.Random(seed)
        self.begins = begins
        self.alarms = 0
        signal.signal(signal.SIGALRM, self.alarm)

    def route(self, environ):
        return 0, self.application

    def application(self, environ, start_response):
        os.write(self.begins, struct.pack("<I", int(environ["ID"])))
        return getattr(self, environ["MISDEED"])(environ, start_response, environ["LETTER"].encode() * 50)

    def alarm(self, *_):
        self.alarms -= 1
        if self.alarms > 0:
            signal.setitimer(signal.ITIMER_REAL, self.random.random() * 0.0005 + 1e-6)
        raise Alarm

    def later(self, act):
        """In a thread, within the next requests; what it gets to hear is its own affair."""
        def run():
            time.sleep(self.random.random() * 0.004)
            for _ in range(3):
                try:
                    act()
                except BaseException:
                    pass
        threading.Thread(target=run, daemon=True).start()

    def plain(self, environ, start_response, block):
        start_response("200 OK", [])
        return [block, block]

    def pieces(self, environ, start_response, block):
        start_response("200 OK", [])
        for _ in range(self.random.randrange(5)):
            yield block * self.random.randrange(400)

    def late_write(self, environ, start_response, block):
        write = start_response("200 OK", [])
        self.later(lambda: write(block))
        write(block)
        return [block] * self.random.randrange(3)

    def late_start(self, environ, start_response, block):
        self.later(lambda: start_response("200 OK", [])(block))
        self.later(lambda: start_response("500 No", [], (ValueError, ValueError("late"), None)))
        start_response("200 OK", [])
        yield block

    def late_read(self, environ, start_response, block):
        body = environ["wsgi.input"]
        self.later(lambda: body.read(100_000))
        self.later(lambda: body.readline())
        start_response("200 OK", [])
        return [block]

    def read_beside(self, environ, start_response, block):
        body = environ["wsgi.input"]
        self.later(lambda: body.read(1000))
        got = body.read(50_000)
        assert set(got) <= {block[0]}, "a body of another request"
        start_response("200 OK", [])
        return [block]

    def late_iterator(self, environ, start_response, block):
        kept = self.pieces(environ, start_response, block)
        self.later(lambda: next(kept))
        start_response("200 OK", [])
        return kept

    def file(self, environ, start_response, block):
        kept = tempfile.TemporaryFile()
        kept.write(block * 100)
        kept.seek(0)
        start_response("200 OK", [])
        wrapper = environ["wsgi.file_wrapper"](kept)
        self.later(lambda: next(wrapper))
        return wrapper

    def raises(self, environ, start_response, block):
        stage = self.random.randrange(4)
        if stage == 0:
            raise [ValueError, SystemExit, KeyboardInterrupt, GeneratorExit][self.random.randrange(4)]("on purpose")
        start_response("200 OK", [("Content-Length", "70")] if stage == 1 else [])
        return Closing([block] if stage == 1 else self.broken(block), raises=stage == 3)

    def broken(self, block):
        yield block
        raise ValueError("on purpose")

    def fork(self, environ, start_response, block):
        """The child goes the same way as its parent, or another one, at every stage of the request."""
        stage, end = self.random.randrange(5), self.random.randrange(4)

        def split():
            if os.fork() == 0:
                self.random.seed(os.getpid())
                time.sleep(self.random.random() * 0.003)
                if end == 1:
                    sys.exit(3)
                if end == 2:
                    raise ValueError("on purpose, in a child")
                if end == 3:
                    try:
                        start_response("200 OK", [])(block)
                    except BaseException:
                        pass

        if stage == 0:
            split()
        write = start_response("200 OK", [])
        if stage == 1:
            split()
        if stage == 2:
            write(block)
            self.later(split)
        return Closing(self.splitting(split, stage, block), hook=split if stage == 4 else None)

    def splitting(self, split, stage, block):
        yield block
        if stage == 3:
            split()
        yield block

    def alarmed(self, environ, start_response, block):
        """Signals from now on, some of which come when the request is over."""
        self.alarms = 1 + self.random.randrange(3)  # more could pass every level of the core's loops
        first = self.random.choice([0.00005, 0.0003, 0.001])
        signal.setitimer(signal.ITIMER_REAL, self.random.random() * first + 1e-6)
        if self.random.randrange(2):
            environ["wsgi.input"].read()
        start_response("200 OK", [])
        return self.pieces(environ, lambda *_: None, block)

    def writing_alarm(self, environ, start_response, block):
        """A handler that does not raise and writes, in the middle of whatever goes on."""
        write = start_response("200 OK", [])

        def handler(*_):
            try:
                write(block)
                environ["wsgi.input"].read(10)
            except Exception:
                pass
        signal.signal(signal.SIGUSR1, handler)
        pid = os.getpid()
        self.later(lambda: os.kill(pid, signal.SIGUSR1))
        for _ in range(20):
            yield block * 200


class Closing:
    def __init__(self, blocks, raises=False, hook=None):
        self._blocks, self._raises, self._hook = blocks, raises, hook

    def __iter__(self):
        return iter(self._blocks)

    def close(self):
        if self._hook:
            self._hook()
        if self._raises:
            raise ValueError("on purpose, in close()")


MISDEEDS = [name for name, value in vars(Misdeeds).items()
            if callable(value) and value.__code__.co_argcount == 4]
#: After these the link may have to be replaced.
BREAKING = ("alarmed", "writing_alarm")


class Gateway:
    """One link at a time; checks what comes over it."""

    def __init__(self, path, begins):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(8)
        self.listener.settimeout(ANSWER_SECONDS)
        self.chance = random.Random(SEED)
        self.begins = begins
        self.begun = set()
        self.link = self.control = self.words = None
        self.ordinal = self.number = self.id = 0
        self.recalled = 0
        self.returned = []

    def accept(self):
        """The next link whose hello was not broken off as well. The first time the control connects, too."""
        found = False
        while not found or self.control is None:
            link = self.listener.accept()[0]
            link.settimeout(ANSWER_SECONDS)
            frame = self.frame(link)
            if frame is None:
                link.close()
                continue
            hello = json.loads(frame[3])
            if frame[0] == CONTROL:
                self.control = link
                self.words = os.open("/proc/%d/fd/%d" % (hello["pid"], hello["begun"]), os.O_RDONLY)
                continue
            assert frame[0] == HELLO and frame[2] == 0, frame
            if self.link is not None:
                self.link.close()
            self.link, self.ordinal, self.number = link, hello["link"], 0
            found = True

    def frame(self, link):
        """(kind, flags, number, payload); None at the end, be it in the middle of a frame."""
        head = self.exactly(link, HEAD.size)
        if head is None:
            return None
        length, kind, flags, extra, number = HEAD.unpack(head)
        assert length <= 1 << 20, "no frame: %r" % head
        assert kind != RETURNED or extra == 0
        payload = self.exactly(link, length)
        return None if payload is None else (kind, flags, number, payload)

    def exactly(self, link, count):
        data = b""
        while len(data) < count:
            try:
                part = link.recv(count - len(data))
            except ConnectionResetError:
                return None
            if not part:
                return None
            data += part
        return data

    def send(self, kind, number, payload, flags=0):
        self.send_bytes(HEAD.pack(len(payload), kind, flags, 0, number) + payload)

    def send_bytes(self, data):
        try:
            self.link.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the end is read next

    def one(self, misdeed, letter, follows):
        """The bytes of a request."""
        self.number += 1
        self.id += 1
        environ = "\0".join(("MISDEED", misdeed, "LETTER", letter, "REQUEST_METHOD", "GET", "ID", str(self.id))).encode()
        payload = struct.pack("<I", len(environ)) + environ + (b"" if follows else letter.encode() * 100)
        return HEAD.pack(len(payload), REQUEST, BODY_FOLLOWS * follows, 0, self.number) + payload

    def request(self, misdeed, letter):
        """Returns None when the core gave up the link, else whether the answer was a 500."""
        self.send_bytes(self.one(misdeed, letter, self.chance.randrange(2)))
        failed = self.answer(self.number, letter)
        assert failed is not False or self.id in self.all_begun()
        return failed

    def batch(self, misdeeds, letters, breaks):
        """Several in one piece. Returns None when the core gave up the link."""
        first, first_id = self.number + 1, self.id + 1
        self.send_bytes(b"".join(self.one(misdeed, letter, 0) for misdeed, letter in zip(misdeeds, letters)))
        self.returned = []
        self.recalled = 0
        while self.chance.randrange(3) == 0:
            time.sleep(self.chance.random() * 0.002)
            self.recall()
        begun = len(misdeeds)
        for place, letter in enumerate(letters):
            number = first + place
            failed = self.answer(number, letter) if number not in self.returned else "returned"
            if failed is None:
                begun = max(self.last_begun() - first + 1, 0)
                break
        while self.recalled:
            self.take_returned()
        taken = {first_id + number - first for number in self.returned}
        kept = set(range(first_id, first_id + begun))
        begins = self.all_begun() & set(range(first_id, self.id + 1))
        assert not taken & begins, "what was given back has begun: %r" % (taken & begins)
        assert begins <= kept - taken, "%r have begun, not %r" % (begins, kept - taken)
        # An alarm may come when the application has not been called yet.
        assert breaks or begins == kept - taken, "only %r have begun of %r" % (begins, kept - taken)
        return None if failed is None else True

    def close(self):
        for sock in (self.link, self.control, self.listener):
            if sock is not None:
                sock.close()
        os.close(self.begins)
        if self.words is not None:
            os.close(self.words)

    def recall(self):
        self.recalled += 1
        self.control.sendall(HEAD.pack(0, RECALL, 0, 0, 0))

    def take_returned(self):
        kind, _flags, _number, payload = self.frame(self.control)
        assert kind == RETURNED
        self.recalled -= 1
        link, first, last = THREE.unpack(payload)
        if link == self.ordinal:
            self.returned += range(first, last + 1)

    def last_begun(self):
        number, link = struct.unpack("<II", os.pread(self.words, 8, 0))
        return number if link == self.ordinal else 0

    def all_begun(self):
        while select.select([self.begins], [], [], 0)[0]:
            (number,) = struct.unpack("<I", os.read(self.begins, 4))
            assert number not in self.begun, "request %d has begun twice" % number
            self.begun.add(number)
        return self.begun

    def answer(self, expected, letter):
        """None: the link is given up; "returned": the core will not begin it; else whether it is a 500."""
        left = BODY_BYTES
        head = complete = failed = False
        while True:
            while self.recalled and not select.select([self.link], [], [], 0)[0]:
                if select.select([self.link, self.control], [], [], ANSWER_SECONDS)[0] == [self.control]:
                    self.take_returned()
                if expected in self.returned:
                    return "returned"
            frame = self.frame(self.link)
            if frame is None:
                return None
            kind, flags, number, payload = frame
            assert number == expected, "a frame of request %d in %d" % (number, expected)
            if kind == RESPONSE:
                assert not head, "a second head"
                head = True
                size = 8 + struct.unpack_from("<I", payload)[0]
                failed = payload[8:11] == b"500"
                payload = payload[size:]
            elif kind in (DATA, SEND_FILE):
                assert head and not complete, "data out of place"
            if kind == READ:
                piece = min(left, self.chance.randrange(1, 60_000))
                left -= piece
                self.send(BODY, number, letter.encode() * piece)
            elif kind == SEND_FILE:
                self.send(self.chance.choice((FILE_TAKEN, FILE_REFUSED)), number, b"")
            elif kind == END:
                assert len(payload) == 4 and flags & LAST, "an end without its time"
            elif not failed:
                assert set(payload) <= {ord(letter)}, "request %s got %r" % (letter, payload[:80])
            assert kind in (RESPONSE, DATA, END, READ, SEND_FILE), "kind %d" % kind
            complete = complete or bool(flags & COMPLETE)
            if flags & LAST:
                return failed


def work(path, hooks, begins):
    """In the worker process; never returns."""
    os.setpgid(0, 0)
    for standard in 1, 2:
        os.dup2(os.open(os.devnull, os.O_WRONLY), standard)
    report.print_exception = core_module.print_exception = worker_module.print_exception = lambda error: None
    settings = {"threads": 1, "processes": 1, "links": [path], "version": "1.0"}
    identity = {"token": "", "serial": 1, "slot": 1, "core": 0, "threads": 1, "pid": os.getpid()}
    try:
        begun = Begun(1)
        core = Core(Misdeeds(SEED, begins), settings, identity, begun.words)
        recalls = Recalls([core], identity, begun)
        threading.Thread(target=recalls.run, daemon=True).start()
        if hooks:
            os.register_at_fork(after_in_child=lambda: (core.disown(), recalls.disown()))
        _run_core(core)
        os._exit(0)
    finally:
        os._exit(9)


class Belonging(unittest.TestCase):
    def drive(self, misdeeds, share, hooks=True):
        folder = tempfile.mkdtemp()  # no object that a fork would clean up
        self.addCleanup(shutil.rmtree, folder)
        reading, writing = os.pipe()
        gateway = Gateway(os.path.join(folder, "link"), reading)
        self.addCleanup(gateway.close)
        pid = os.fork()
        if pid == 0:
            work(os.path.join(folder, "link"), hooks, writing)
        os.close(writing)
        served = 0
        breaks = bool(set(misdeeds) & set(BREAKING))  # late alarms hit what comes next
        try:
            gateway.accept()
            until = time.monotonic() + SECONDS * share
            while served < 3 or time.monotonic() < until:
                misdeed = gateway.chance.choice(misdeeds)
                self.one(gateway, misdeed, chr(ord("a") + served % 26), breaks)
                misdeed = [gateway.chance.choice(misdeeds) for _ in range(1 + gateway.chance.randrange(6))]
                letters = [chr(ord("a") + (served + place) % 26) for place in range(len(misdeed))]
                if gateway.batch(misdeed, letters, breaks) is None:
                    self.assertTrue(breaks, "the link was given up")
                    gateway.accept()
                served += 1
            self.assertEqual(self.retire(gateway, pid), 0)
        except BaseException as error:
            raise AssertionError("BELONGING_SEED=%d, request %d (%s): %r" % (SEED, served, misdeed, error)) from error
        finally:
            for end in lambda: os.killpg(pid, signal.SIGKILL), lambda: os.waitpid(pid, 0):
                try:
                    end()  # its forks, too
                except (ProcessLookupError, ChildProcessError):
                    pass

    def one(self, gateway, misdeed, letter, breaks):
        """A misdeed, and then the core serves others: at once, or on a new link as soon as no alarm is left."""
        if gateway.request(misdeed, letter) is None:
            self.assertTrue(breaks, "the link was given up")
            gateway.accept()
        for _ in range(12):
            failed = gateway.request("plain", letter.upper())
            if failed is False:
                return
            self.assertTrue(breaks, "the next request got %s" % ("no answer" if failed is None else "500"))
            if failed is None:
                gateway.accept()
        self.fail("no request was served any more")

    def retire(self, gateway, pid):
        """The exit code of the worker. A last alarm may make it connect once more."""
        gateway.send(RETIRE, 0, b"")
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                return status
            if select.select([gateway.listener], [], [], 0.005)[0]:
                link = gateway.listener.accept()[0]
                frame = gateway.frame(link)
                if frame is None or frame[0] != HELLO:
                    link.close()
                    continue
                gateway.link.close()
                gateway.link = link
                gateway.send(RETIRE, 0, b"")
        self.fail("the worker does not end")

    def test_threads_forks_and_exceptions_at_every_stage(self):
        self.drive([name for name in MISDEEDS if name not in BREAKING], 0.25)

    def test_forks_that_python_does_not_know_of(self):
        self.drive(["fork", "plain", "late_write"], 0.1, hooks=False)

    def test_signal_handlers_that_raise_anywhere(self):
        self.drive(["alarmed"], 0.3)

    def test_signal_handlers_that_write(self):
        self.drive(["writing_alarm"], 0.1)

    def test_everything_at_once(self):
        self.drive(MISDEEDS, 0.25)


if __name__ == "__main__":
    unittest.main()
