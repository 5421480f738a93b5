"""Where the cores of a worker note what they begin: a number of 64 bits for each, link and request.

The gateway reads it when a link has ended, which may be the end of this process: what has begun must not run again, and
what has not must not be lost. So it is memory of a file that both have open.
"""
import fcntl
import os

from ..system.descriptors import close_quietly, identity, lift, map_memory

_WORD = 8
_ADD_SEALS, _SEAL_SHRINK, _SEAL_GROW, _SEAL_FUTURE_WRITE = 1033, 2, 4, 16


class Begun:
    def __init__(self, cores):
        """Raises OSError or AttributeError where there are no such files."""
        self.descriptor = lift(os.memfd_create("tsgi-begun", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING))
        os.ftruncate(self.descriptor, cores * _WORD)
        self._identity = identity(self.descriptor)
        #: By core; writing to one is one step.
        self.words = memoryview(map_memory(self.descriptor, cores * _WORD)).cast("Q")
        self._seal()

    def _seal(self):
        """An application that writes to every descriptor that it finds, or cuts its file off, finds this one closed to it."""
        for seals in (_SEAL_SHRINK | _SEAL_GROW | _SEAL_FUTURE_WRITE, _SEAL_SHRINK | _SEAL_GROW):
            try:
                fcntl.fcntl(self.descriptor, _ADD_SEALS, seals)
                return
            except OSError:
                pass  # an older kernel

    def disown(self):
        """In a fork of the application, which begins nothing."""
        if identity(self.descriptor) == self._identity:
            close_quietly(self.descriptor)


def make_begun(cores):
    """None: gateways cannot tell, and give each core one request at a time."""
    try:
        return Begun(cores)
    except (OSError, AttributeError):
        return None
