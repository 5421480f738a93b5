"""`--py-tracebacker PREFIX`: what each thread of this worker is doing, told to whoever connects to PREFIX + worker.

A thread of its own answers, so that it does not matter how stuck the others are. The text is uWSGI's: one line a
frame, outermost first, a blank line behind each thread. As there, cores begin with the application's own frames, and
one that waits for a request says nothing.
"""
import errno
import os
import stat
import sys
import threading
import traceback
from _socket import AF_UNIX, SOCK_STREAM, socket
from time import sleep

from ..system.descriptors import close_quietly, identity, lift
from ..log.report import say
from ..system.threads import names as own_threads
from ..system.threads import start_thread

HEAD = "*** uWSGI Python tracebacker output ***\n\n"
FRAME = "thread_id = %s filename = %s lineno = %d function = %s line = %s\n"
#: A client that does not read must not keep the next one waiting.
SEND_SECONDS = 2.0

_OWN_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


class Tracebacker:
    def __init__(self, prefix, slot, core_names, own_names):
        """`core_names`: threads that run the server's frames below the application's; `own_names`: no application."""
        self._slot = slot
        self._path = "%s%d" % (prefix, slot)
        self._core_names = core_names
        self._own_names = own_names
        self._file = None
        self._listener = None

    def start(self):
        """Returns what tells its socket file from others; None where there is none."""
        try:
            listener = self._listen()
        except OSError as error:
            say("python tracebacker for worker %d: cannot listen on %s: %s"
                % (self._slot, self._path, error.strerror or error))
            return None
        self._listener = (listener.fileno(), identity(listener.fileno()))
        start_thread(lambda: self._serve(listener), "uWSGITraceBacker")
        say("python tracebacker for worker %d available on %s" % (self._slot, self._path))
        return self._file

    def disown(self):
        """In a fork of the application."""
        self._file = None
        if self._listener is not None and identity(self._listener[0]) == self._listener[1]:
            close_quietly(self._listener[0])

    def remove(self):
        """Takes the socket file away, unless the next worker of the slot has put its own there."""
        try:
            if self._file is not None and _file_identity(self._path) == self._file:
                os.unlink(self._path)
        except OSError:
            pass

    def _listen(self):
        listener = socket(AF_UNIX, SOCK_STREAM)
        listener = socket(AF_UNIX, SOCK_STREAM, 0, lift(listener.detach()))
        if self._path.startswith("@"):
            listener.bind("\0" + self._path[1:])
        else:
            self._bind_file(listener)
        listener.listen(8)
        return listener

    def _bind_file(self, listener):
        """The worker before may still answer on its socket: it is replaced in one step, and never by a stranger's."""
        _refuse_other_files(self._path)
        own = "%s.%d" % (self._path, os.getpid())
        _unlink_if_there(own)
        _close_to_others(listener)
        listener.bind(own)
        os.chmod(own, 0o600)
        listener.listen(8)
        os.rename(own, self._path)
        self._file = _file_identity(self._path)

    def _serve(self, listener):
        while True:
            try:
                descriptor, _ = listener._accept()
            except OSError as error:
                if error.errno == errno.EBADF:
                    return  # the application has closed it
                sleep(0.1)  # out of descriptors: what the application holds may be given back
                continue
            client = socket(AF_UNIX, SOCK_STREAM, 0, descriptor)
            try:
                client.settimeout(SEND_SECONDS)
                client.sendall(self._text().encode("utf-8", "backslashreplace"))
            except Exception:  # whatever a client or a strange frame does, the next one is answered
                pass
            finally:
                client.close()

    def _text(self):
        names = dict(own_threads)
        names.update((thread.ident, thread.name) for thread in threading.enumerate() if thread.ident not in names)
        threads = [(names.get(ident, "<UnnamedPythonThread>"), frame) for ident, frame in sys._current_frames().items()]
        stacks = [(name, self._frames(name, frame)) for name, frame in threads if name not in self._own_names]
        return HEAD + "".join(_stack_text(name, stack) for name, stack in stacks if stack)

    def _frames(self, name, frame):
        stack = traceback.extract_stack(frame)
        return _without_server(stack) if name in self._core_names else stack


def _without_server(stack):
    """The application's frames: the server's own outermost ones are cut off, its functions called later are kept."""
    first = next((index for index, frame in enumerate(stack) if _is_own(frame)), 0)
    while first < len(stack) and _is_own(stack[first]):
        first += 1
    return stack[first:]


def _is_own(frame):
    return frame.filename.startswith(_OWN_FOLDER)


def _stack_text(name, stack):
    return "".join(_frame_text(name, frame) for frame in stack) + "\n"


def _frame_text(name, frame):
    return FRAME % (_in_one_line(name), _in_one_line(frame.filename), frame.lineno or 0, _in_one_line(frame.name),
                    _in_one_line(frame.line or ""))


def _in_one_line(text):
    return "".join(sign if sign.isprintable() else "\\x%02x" % ord(sign) for sign in text)


def _close_to_others(listener):
    """Linux gives the file the mode of the socket: there is no moment in which others could connect."""
    try:
        os.fchmod(listener.fileno(), 0o600)
    except OSError:
        pass


def _refuse_other_files(path):
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise FileExistsError(0, "there is something else of that name")


def _unlink_if_there(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


def _file_identity(path):
    """In the master's words (`own-files.ts`)."""
    found = os.lstat(path)
    return "%d:%d:%d" % (found.st_dev, found.st_ino, found.st_mtime_ns)
