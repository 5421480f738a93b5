"""The descriptor that ends when the master does."""
import fcntl
import signal
from _socket import AF_UNIX, SHUT_WR, SOCK_STREAM, socket
from select import POLLIN, poll

from .master_link import MasterGone


class Lifeline:
    def __init__(self, descriptor, pid):
        """`pid`: the process that is to end with the master."""
        self.descriptor = descriptor
        self._pid = pid

    def only_read(self):
        """Closes the writing side: a stray write of the application must not disturb what the kernel watches."""
        sock = socket(AF_UNIX, SOCK_STREAM, 0, self.descriptor)
        sock.shutdown(SHUT_WR)
        sock.detach()

    def has_ended(self):
        ended = poll()
        ended.register(self.descriptor, POLLIN)
        return bool(ended.poll(0))

    def end_with_master(self, wanted=True):
        """While nobody here looks at the lifeline, the kernel does: when it ends, so does this process."""
        try:
            fcntl.fcntl(self.descriptor, fcntl.F_SETOWN, self._pid)
            fcntl.fcntl(self.descriptor, fcntl.F_SETSIG, signal.SIGKILL)
            flags = fcntl.fcntl(self.descriptor, fcntl.F_GETFL)
            fcntl.fcntl(self.descriptor, fcntl.F_SETFL, flags | fcntl.FASYNC if wanted else flags & ~fcntl.FASYNC)
        except (OSError, AttributeError):
            pass  # no such thing here: a process that is stuck is left to somebody else
        if wanted and self.has_ended():
            raise MasterGone()  # before the kernel was told
