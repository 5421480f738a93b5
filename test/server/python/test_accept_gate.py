"""Which cores of a worker may accept: when a leader goes on alone, and when the others may take part again."""
import threading
import unittest
from _thread import get_native_id

from tsgi_worker.direct.accept_gate import AcceptGate


class Core:
    began = 0


class AcceptGateTest(unittest.TestCase):
    def setUp(self):
        self.woken = []
        self.gate = AcceptGate(lambda: None, self.woken.append)
        self.core, self.other = Core(), Core()

    def lead(self):
        for _ in range(20000):
            if self.gate.leader is not None:
                break
            self.gate.note(self.core, 40)
        self.assertIs(self.gate.leader, self.core)

    def test_after_many_short_requests_one_goes_on_alone(self):
        self.assertTrue(self.gate.admits(self.other))
        self.lead()
        self.assertFalse(self.gate.admits(self.other))
        self.assertTrue(self.gate.park(self.other))
        self.gate.leave(self.core)
        self.assertEqual(self.woken, [1])
        self.assertTrue(self.gate.admits(self.other))

    def test_long_requests_of_the_leader_let_the_others_in(self):
        self.lead()
        for _ in range(10000):
            self.gate.note(self.core, 2000)
        self.assertIsNone(self.gate.leader)

    def test_a_leader_that_sleeps_in_one_request_lets_the_others_in_at_the_second_look(self):
        self.lead()
        asleep, end = threading.Event(), threading.Event()
        numbers = []

        def sleep():
            numbers.append(get_native_id())
            asleep.set()
            end.wait(10)

        thread = threading.Thread(target=sleep)
        thread.start()
        try:
            asleep.wait(10)
            wait_until_asleep(numbers[0])
            self.gate._leader_thread = numbers[0]
            self.core.began = 100.0
            self.gate.look(100.005)
            self.assertIs(self.gate.leader, self.core)
            self.gate.look(100.010)
            self.assertIsNone(self.gate.leader)
        finally:
            end.set()
            thread.join()

    def test_another_request_at_the_second_look_is_not_suspected_yet(self):
        self.lead()
        self.gate._leader_thread = 0  # no such thread
        self.core.began = 100.0
        self.gate.look(100.005)
        self.core.began = 100.006
        self.gate.look(100.011)
        self.assertIs(self.gate.leader, self.core)

    def test_a_leader_that_runs_or_waits_for_a_processor_is_left_alone_for_a_while(self):
        self.lead()
        self.gate._leader_thread = get_native_id()
        self.core.began = 100.0
        for milliseconds in range(5, 50, 5):
            self.gate.look(100.0 + milliseconds / 1000)
        self.assertIs(self.gate.leader, self.core)
        self.gate.look(100.055)
        self.gate.look(100.060)
        self.assertIsNone(self.gate.leader)


def wait_until_asleep(thread):
    for _ in range(100000):
        with open("/proc/self/task/%d/stat" % thread, "rb") as file:
            if file.read().rpartition(b") ")[2][:1] == b"S":
                return
    raise AssertionError("the thread never sleeps")


if __name__ == "__main__":
    unittest.main()
