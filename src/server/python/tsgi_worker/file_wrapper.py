"""wsgi.file_wrapper: an iterator over the rest of a file. The block size is a hint, as the PEP says."""


class FileWrapper:
    __slots__ = ("_file", "_block_size", "close")

    def __init__(self, file, block_size=8192):
        self._file = file
        self._block_size = max(block_size, 65536)
        close = getattr(file, "close", None)
        self.close = close if close is not None else _nothing

    def __iter__(self):
        return self

    def __next__(self):
        data = self._file.read(self._block_size)
        if data:
            return data
        raise StopIteration


def _nothing():
    pass
