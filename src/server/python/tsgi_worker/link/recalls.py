"""The control of a worker: a thread that gives back to the gateways what a core has not begun, while that is at work.

It sleeps unless a gateway asks. What it says is lost when its connection breaks before the gateway has read it, so the
last of it is said again on the next one.
"""
import json
from collections import deque
from select import POLLIN, poll
from time import sleep

from .connect import make_socket
from .frames import CONTROL, HEAD, HEAD_BYTES, RECALL, RETURNED, THREE

RECALLS_NAME = "tsgi-recalls"
_PAUSE_SECONDS = 0.5
#: A gateway asks again only when it has the last answer: more than a few are never unknown to it.
_REMEMBERED = 16


class Recalls:
    def __init__(self, cores, identity, begun):
        """`identity`: as in `Hello` of messages/link-frames.ts. `cores`: by number."""
        self._cores = cores
        hello = {name: identity[name] for name in ("token", "serial", "pid", "threads")}
        hello["begun"] = begun.descriptor
        self._hello = json.dumps(hello).encode()
        paths = sorted({core.path for core in cores})
        self._gateways = [_Control(path, self._connected, self._take) for path in paths]
        #: What was given back last: (core, numbers).
        self._returned = deque(maxlen=_REMEMBERED * len(cores))

    def run(self):
        while True:
            try:
                self._turn()
            except BaseException:  # whatever the application has done to it
                sleep(_PAUSE_SECONDS)

    def disown(self):
        """In a fork of the application."""
        for gateway in self._gateways:
            gateway.close()

    def _turn(self):
        waiting = poll()
        for gateway in self._gateways:
            if gateway.connect():
                waiting.register(gateway.fileno(), POLLIN)
        all_there = all(gateway.is_connected for gateway in self._gateways)
        ready = {descriptor for descriptor, _ in waiting.poll(None if all_there else _PAUSE_SECONDS * 1000)}
        for gateway in self._gateways:
            if gateway.is_connected and gateway.fileno() in ready:
                gateway.receive()

    def _connected(self, gateway):
        gateway.send(CONTROL, 0, self._hello)
        for number, numbers in self._returned:
            if self._cores[number].path == gateway.path:
                self._say(gateway, number, numbers)

    def _take(self, gateway, kind, number):
        if kind != RECALL or number >= len(self._cores):
            return
        numbers = self._cores[number].give_back()
        if numbers is None:
            gateway.send(RETURNED, number, THREE.pack(0, 0, 0))
        else:
            self._returned.append((number, numbers))
            self._say(gateway, number, numbers)

    def _say(self, gateway, number, numbers):
        first, last = numbers
        gateway.send(RETURNED, number, THREE.pack(first >> 32, first & 0xFFFFFFFF, last & 0xFFFFFFFF))


class _Control:
    """The connection to one gateway."""

    def __init__(self, path, connected, take):
        self.path = path
        self._connected = connected
        self._take = take
        self._sock = None
        self._rest = b""

    @property
    def is_connected(self):
        return self._sock is not None

    def fileno(self):
        return self._sock.fileno()

    def connect(self):
        """False: not now."""
        if self._sock is not None and self._sock.fileno() >= 0:
            return True
        self.close()
        try:
            self._sock = make_socket(self.path)
            self._connected(self)
        except OSError:
            self.close()
        return self._sock is not None

    def send(self, kind, core, payload):
        self._sock.sendall(HEAD.pack(len(payload), kind, 0, core, 0) + payload)

    def receive(self):
        try:
            data = self._sock.recv(4096)
            if not data:
                self.close()
                return
            data = self._rest + data
            while len(data) >= HEAD_BYTES:
                length, kind, _flags, core, _number = HEAD.unpack_from(data)
                if len(data) < HEAD_BYTES + length:
                    break
                data = data[HEAD_BYTES + length:]
                self._take(self, kind, core)
            self._rest = data
        except OSError:
            self.close()

    def close(self):
        sock, self._sock = self._sock, None
        self._rest = b""
        if sock is not None:
            sock.close()
