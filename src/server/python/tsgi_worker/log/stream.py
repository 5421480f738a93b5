"""Standard output and error of the application: what cannot be written must not cost a request.

The log may be a pipe whose reader is gone, a full disk, or a pipe that somebody else made non-blocking. A reader that
is only slow is waited for, as any program does.
"""
import io
import os
import select
import sys

_poll, _POLLOUT = select.poll, select.POLLOUT  # whatever the application makes of the module


class LogFile(io.FileIO):
    _lost = 0

    def write(self, data):
        try:
            if self._lost:
                self._say_lost()
            return self._write_some(data)
        except OSError:
            self._lost += max(1, bytes(data).count(b"\n"))
            return len(data)

    def _say_lost(self):
        line = b"*** %d of this process's lines were lost here: the log took nothing ***\n" % self._lost
        self._write_some(line)
        self._lost = 0

    def _write_some(self, data):
        while True:
            written = super().write(data)
            if written is not None:
                return written
            room = _poll()
            room.register(self.fileno(), _POLLOUT)
            room.poll()


def open_log_streams():
    """In place of Python's own. What the application prints belongs to the log, line by line."""
    os.dup2(2, 1)
    for name, descriptor in ("stdout", 1), ("stderr", 2):
        stream = open_log_stream(name, descriptor)
        setattr(sys, name, stream)
        setattr(sys, "__%s__" % name, stream)


def open_log_stream(name, descriptor):
    raw = LogFile(descriptor, "w", closefd=False)
    raw.name = "<%s>" % name
    stream = io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", "backslashreplace", line_buffering=True)
    stream.mode = "w"
    return stream
