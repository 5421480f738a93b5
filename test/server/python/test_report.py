import io
import unittest
from unittest import mock

from tsgi_worker import report


class Full(io.StringIO):
    """A log on a disk without room."""

    def write(self, text):
        raise OSError(28, "No space left on device")

    def flush(self):
        self.write("")


class OnlyWrite:
    def write(self, text):
        self.text = text


def logging_to(stream):
    return mock.patch.object(report, "_log", stream)


class Reports(unittest.TestCase):
    def test_a_line_ends(self):
        with logging_to(io.StringIO()) as log:
            report.say("hello")
        self.assertEqual(log.getvalue(), "hello\n")

    def test_an_exception_comes_with_its_traceback(self):
        with logging_to(io.StringIO()) as log:
            try:
                {}["absent"]
            except KeyError as error:
                report.print_exception(error)
        self.assertRegex(log.getvalue(), r"^Traceback [\s\S]*test_report\.py[\s\S]*KeyError: 'absent'\n$")

    def test_an_exception_that_cannot_be_shown_is_named(self):
        class Broken(Exception):
            def __str__(self):
                raise RuntimeError("no text")

        with logging_to(io.StringIO()) as log:
            report.print_exception(Broken())
        self.assertIn("Broken", log.getvalue())

    def test_a_log_that_is_full_or_closed_costs_nothing(self):
        closed = io.StringIO()
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
                self.assertIs(report.log_stream(), report._log)
        own = OnlyWrite()
        with mock.patch("sys.stderr", own):
            errors = report.log_stream()
            errors.writelines(["a", "b"])
            errors.flush()
        self.assertEqual(own.text, "b")


if __name__ == "__main__":
    unittest.main()
