"""Output to the log: lines, and tracebacks of the application without the server's own frames.

It goes through a stream and, once the server has begun, a descriptor of its own: the application may put anything in
the place of `sys.stderr`, and may close descriptor 2 or turn it elsewhere.
"""
import os
import sys
import traceback

from ..system.descriptors import close_quietly, lift
from .stream import LogFile, open_log_stream

_OWN_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


class _Completed:
    """The application's standard error, completed with the methods that PEP 3333 wants."""

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def writelines(self, lines):
        for line in lines:
            self._stream.write(line)

    def flush(self):
        flush = getattr(self._stream, "flush", None)
        if callable(flush):
            flush()


_STANDARD_ERROR = 2


class _Log:
    def __init__(self, descriptor):
        self.descriptor = descriptor
        # Without a buffer: that would have a lock, which a thread may hold at the moment of a fork.
        self.file = LogFile(descriptor, "w", closefd=False)
        self.stream = open_log_stream("stderr", descriptor)


_log = _Log(_STANDARD_ERROR)
#: The stream that `log_stream` has looked at last, and that has all it needs.
_usual = None


def hold_log():
    """The descriptor that is the server's own from now on."""
    global _log
    if _log.descriptor == _STANDARD_ERROR:
        try:
            _log = _Log(lift(os.dup(_STANDARD_ERROR)))
        except OSError:
            pass  # there is no log, or no room for another descriptor
    return _log.descriptor


def let_log_go():
    """In a fork of the application, which may outlive the server and must not hold its log."""
    global _log
    if _log.descriptor != _STANDARD_ERROR:
        close_quietly(_log.descriptor)
        _log = _Log(_STANDARD_ERROR)


def log_stream():
    """For `wsgi.errors`: `sys.stderr` as the application wants it, as far as one can write to it."""
    global _usual
    stream = sys.stderr
    if stream is _usual and stream is not None and not stream.closed:
        return stream
    if getattr(stream, "closed", False) or not callable(getattr(stream, "write", None)):
        return _log.stream
    if not hasattr(stream, "flush") or not hasattr(stream, "writelines"):
        return _Completed(stream)
    if hasattr(stream, "closed"):
        _usual = stream
    return stream


def say(line):
    _write(line + "\n")


def print_exception(error):
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename.startswith(_OWN_FOLDER):
        frames = frames.tb_next
    _write(_formatted(error, frames or error.__traceback__))  # one of the server's own is shown whole


def _formatted(error, frames):
    """An exception's own `__str__` may raise, too."""
    try:
        return "".join(traceback.format_exception(type(error), error, frames))
    except Exception:
        return "".join(traceback.format_tb(frames)) + "%s, which cannot be shown\n" % type(error).__name__


def printable(text):
    """Escapes a client's text so that it cannot forge lines of the log."""
    return text if text.isprintable() else "".join(
        sign if sign.isprintable() else "\\x%02x" % ord(sign) for sign in text)


def flush():
    """Before a fork and before the end, so that nothing is said twice or not at all."""
    for stream in (sys.stdout, sys.stderr, _log.stream):
        try:
            stream.flush()
        except Exception:  # whatever the application has put there
            pass


def _write(text):
    write_line(text.encode("utf-8", "backslashreplace"))


def write_line(data):
    try:
        while data:
            data = data[_log.file.write(data):]
    except (OSError, ValueError):
        pass  # A log that is gone must not cost a request.
