import io
import os
import unittest
from unittest import mock

from tsgi_worker.log import report


class Full(io.BytesIO):
    """A log on a disk without room."""

    def write(self, data):
        raise OSError(28, "No space left on device")


class Short(io.BytesIO):
    """A log that takes little at a time."""

    def write(self, data):
        return super().write(data[:7])


class OnlyWrite:
    def write(self, text):
        self.text = text


def logging_to(file):
    return mock.patch.object(report._log, "file", file)


class Reports(unittest.TestCase):
    def test_a_line_ends(self):
        with logging_to(io.BytesIO()) as log:
            report.say("hello")
        self.assertEqual(log.getvalue(), b"hello\n")

    def test_a_long_line_is_written_to_its_end(self):
        with logging_to(Short()) as log:
            report.say("hello " * 100)
        self.assertEqual(log.getvalue(), b"hello " * 100 + b"\n")

    def test_the_log_is_not_the_application_s_descriptor(self):
        read, write = os.pipe()
        kept = os.dup(2)
        try:
            os.dup2(write, 2)
            self.assertGreater(report.hold_log(), 2)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            report.say("still heard")
            report.let_log_go()
            report.say("not any more")
        finally:
            os.dup2(kept, 2)
            report.let_log_go()
        os.close(write)
        self.assertEqual(os.read(read, 1000), b"still heard\n")

    def test_an_exception_comes_with_its_traceback(self):
        with logging_to(io.BytesIO()) as log:
            try:
                {}["absent"]
            except KeyError as error:
                report.print_exception(error)
        self.assertRegex(log.getvalue().decode(), r"^Traceback [\s\S]*test_report\.py[\s\S]*KeyError: 'absent'\n$")

    def test_an_exception_that_cannot_be_shown_is_named(self):
        class Broken(Exception):
            def __str__(self):
                raise RuntimeError("no text")

        with logging_to(io.BytesIO()) as log:
            report.print_exception(Broken())
        self.assertIn(b"Broken", log.getvalue())

    def test_a_log_that_is_full_or_closed_costs_nothing(self):
        closed = io.BytesIO()
        closed.close()
        for log in (Full(), closed):
            with logging_to(log):
                report.say("hello")
                report.print_exception(ValueError("x"))
                report.flush()

    def test_what_the_application_calls_its_stderr_gets_the_methods_of_wsgi_errors(self):
        closed = io.StringIO()
        closed.close()
        for stream in (None, closed, object()):
            with mock.patch("sys.stderr", stream):
                self.assertIs(report.log_stream(), report._log.stream)
        own = OnlyWrite()
        with mock.patch("sys.stderr", own):
            errors = report.log_stream()
            errors.writelines(["a", "b"])
            errors.flush()
        self.assertEqual(own.text, "b")


if __name__ == "__main__":
    unittest.main()
