"""Report of a core that serves sockets itself, in mapped memory: its counters and the head of the request in hand.

`master/direct/direct-slots.ts` reads it whenever somebody asks and gives each core a slot of its own, so that nothing here has
two writers. Numbers are 64 bits, written in one piece. See there for the layout.
"""
from time import monotonic_ns, time_ns

from ..system.descriptors import map_memory
from ..link.frames import NO_APPLICATION

TOTALS_BYTES = 65536
SLOT_BYTES = 90112
PACKET_AT = 12288
PACKET_BYTES = SLOT_BYTES - PACKET_AT
_LATENCY_AT, _LATENCY_BUCKETS = 4096, 1600
_LONGEST = 600_000_000

_START, _REQUESTS, _EXCEPTIONS, _MICROS, _SENT, _READ_ERRORS, _WRITE_ERRORS, _AVERAGE, _LONGEST_SEEN, _PACKET, _BEGAN, _ANSWERED = range(12)
#: By class of the status, from 2xx to 5xx.
_ANSWERS_AT = 12
_REJECTED_AT, MOST_LISTENERS = 32, 64
_APPS_AT, MOST_APPS = 96, 200


class Totals:
    """Requests answered by all workers, for the log."""

    def __init__(self, descriptor):
        self._map = map_memory(descriptor, TOTALS_BYTES)
        self._numbers = memoryview(self._map).cast("Q")

    def note(self, slot, requests):
        self._numbers[2 + slot] = requests

    def sum(self):
        numbers = self._numbers
        return numbers[1] + sum(numbers[2:2 + numbers[0]])


class Slot:
    def __init__(self, descriptor, number):
        self.number = number
        self._map = map_memory(descriptor, SLOT_BYTES, TOTALS_BYTES + number * SLOT_BYTES)
        self._numbers = memoryview(self._map)[:_LATENCY_AT].cast("Q")
        self._latency = memoryview(self._map)[_LATENCY_AT:_LATENCY_AT + 4 * (_LATENCY_BUCKETS + 1)].cast("I")
        #: Monotonic nanoseconds of the request in hand; 0: there is none.
        self.began = 0

    def begin(self, packet):
        """`packet`: with its four bytes in front."""
        size = min(len(packet), PACKET_BYTES)
        self._map[PACKET_AT:PACKET_AT + size] = packet[:size]
        numbers = self._numbers
        numbers[_PACKET] = size
        self.began = numbers[_BEGAN] = monotonic_ns()
        numbers[_ANSWERED] = 0
        numbers[_START] = time_ns() // 1000

    def end(self):
        """Returns how long it took, microseconds."""
        began = self.began
        self.began = self._numbers[_START] = 0
        return (monotonic_ns() - began) // 1000

    def note_answered(self):
        """By somebody else than the core, which is still at it."""
        self._numbers[_ANSWERED] = 1

    def count(self, micros, sent, app_id, failed, status):
        """Returns how many requests that makes. `status`: 0 when none was sent."""
        numbers = self._numbers
        numbers[_MICROS] += micros
        numbers[_SENT] += sent
        numbers[_AVERAGE] = (numbers[_AVERAGE] + micros) // 2
        if micros > numbers[_LONGEST_SEEN]:
            numbers[_LONGEST_SEEN] = micros
        self._latency[_bucket(micros)] += 1
        if failed:
            numbers[_EXCEPTIONS] += 1
        if app_id != NO_APPLICATION:
            numbers[_APPS_AT + 2 * app_id] += 1
            if failed:
                numbers[_APPS_AT + 2 * app_id + 1] += 1
        if 200 <= status < 600:
            numbers[_ANSWERS_AT - 2 + status // 100] += 1
        requests = numbers[_REQUESTS] + 1
        numbers[_REQUESTS] = requests
        return requests

    def add_sent(self, sent):
        self._numbers[_SENT] += sent

    def count_read_error(self):
        self._numbers[_READ_ERRORS] += 1

    def count_write_error(self):
        self._numbers[_WRITE_ERRORS] += 1

    def count_rejected(self, listener):
        self._numbers[_REJECTED_AT + listener] += 1


def _bucket(micros):
    """As in `counting/latency-histogram.ts`."""
    if micros < 128:
        return micros
    value = micros if micros < _LONGEST else _LONGEST
    shift = value.bit_length() - 7
    return (shift << 6) + (value >> shift)
