"""What goes to the log: lines, and the tracebacks of the application without the server's own frames."""
import os
import sys
import traceback

_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep


def say(line):
    _write(line + "\n")


def print_exception(error):
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename.startswith(_OWN_FOLDER):
        frames = frames.tb_next
    # One that never left the server's own code is shown whole.
    text = traceback.format_exception(type(error), error, frames or error.__traceback__)
    _write("".join(text))


def printable(text):
    """What a client has written, so that it cannot pass for something else in the log."""
    return text if text.isprintable() else "".join(
        sign if sign.isprintable() else "\\x%02x" % ord(sign) for sign in text)


def flush():
    """Before a fork and before the end, so that nothing is said twice or not at all."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            pass


def _write(text):
    try:
        sys.stderr.write(text)
    except (OSError, ValueError):
        pass  # A log that is full or closed must not cost a request, or the process.
