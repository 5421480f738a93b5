"""wsgi.file_wrapper: an iterator over the rest of a file. The block size is a hint, as the PEP says."""
import io
import os
import stat

#: Files whose bytes are those of their descriptor. Anything else (gzip, a subclass) may change them on the way.
_PLAIN = (io.BufferedReader, io.BufferedRandom, io.FileIO)


class FileWrapper:
    __slots__ = ("_file", "_block_size", "_read", "close")

    def __init__(self, file, block_size=8192):
        self._file = file
        self._block_size = max(block_size, 65536)
        self._read = False
        close = getattr(file, "close", None)
        self.close = close if close is not None else _nothing

    def __iter__(self):
        return self

    def __next__(self):
        self._read = True
        data = self._file.read(self._block_size)
        if data:
            return data
        raise StopIteration

    def file_part(self):
        """(descriptor, offset, bytes) of what is left of a regular file; None where only Python can read it."""
        file = self._file
        if self._read or type(file) not in _PLAIN:
            return None
        if type(file) is not io.FileIO and type(file.raw) is not io.FileIO:
            return None
        try:
            descriptor = file.fileno()
            facts = os.fstat(descriptor)
            if not stat.S_ISREG(facts.st_mode) or not file.readable():
                return None
            if type(file) is io.BufferedRandom:
                file.flush()
            offset = file.tell()
        except (OSError, ValueError):
            return None
        # The files of /proc have no size until they are read.
        size = facts.st_size - offset
        return (descriptor, offset, size) if size > 0 else None


def _nothing():
    pass
