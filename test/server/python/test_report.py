import contextlib
import io
import unittest

from tsgi_worker import report


class Full(io.StringIO):
    """A log on a disk without room."""

    def write(self, text):
        raise OSError(28, "No space left on device")

    def flush(self):
        self.write("")


class Reports(unittest.TestCase):
    def test_a_line_ends(self):
        with contextlib.redirect_stderr(io.StringIO()) as log:
            report.say("hello")
        self.assertEqual(log.getvalue(), "hello\n")

    def test_an_exception_comes_with_its_traceback(self):
        with contextlib.redirect_stderr(io.StringIO()) as log:
            try:
                {}["absent"]
            except KeyError as error:
                report.print_exception(error)
        self.assertRegex(log.getvalue(), r"^Traceback [\s\S]*test_report\.py[\s\S]*KeyError: 'absent'\n$")

    def test_a_log_that_is_full_or_closed_costs_nothing(self):
        closed = io.StringIO()
        closed.close()
        for log in (Full(), closed):
            with contextlib.redirect_stderr(log), contextlib.redirect_stdout(log):
                report.say("hello")
                report.print_exception(ValueError("x"))
                report.flush()


if __name__ == "__main__":
    unittest.main()
