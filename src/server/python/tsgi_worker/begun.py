"""Where the cores of a worker note what they begin: a number of 64 bits for each, link and request.

The gateway reads it when a link has ended, which may be the end of this process: what has begun must not run again, and
what has not must not be lost. So it is memory of a file that both have open.
"""
import mmap
import os

from .descriptors import close_quietly, identity, lift

_WORD = 8


class Begun:
    def __init__(self, cores):
        """Raises OSError or AttributeError where there are no such files."""
        self.descriptor = lift(os.memfd_create("tsgi-begun"))
        os.ftruncate(self.descriptor, cores * _WORD)
        self._identity = identity(self.descriptor)
        #: By core; writing to one is one step.
        self.words = memoryview(_map(self.descriptor, cores * _WORD)).cast("Q")

    def disown(self):
        """In a fork of the application, which begins nothing."""
        if identity(self.descriptor) == self._identity:
            close_quietly(self.descriptor)


def _map(descriptor, size):
    """The memory of a file, without the descriptor that the map takes for itself, a low one: it is the application's."""
    lowest = os.dup(descriptor)
    os.close(lowest)
    mapped = mmap.mmap(descriptor, size)
    if identity(lowest) == identity(descriptor):
        os.close(lowest)
    return mapped


def make_begun(cores):
    """None: gateways cannot tell, and give each core one request at a time."""
    try:
        return Begun(cores)
    except (OSError, AttributeError):
        return None
