"""Threads of the server: real ones, whatever the application has put in their place.

gevent and eventlet replace what starts threads, waits and talks to sockets, in every module that looks it up later. A
core that waited in a greenlet would keep its whole process waiting.
"""
import socket
import sys
import threading
from _thread import allocate_lock, get_ident, start_new_thread

_RealSocket = socket.socket

#: Names of threads that `threading` may know nothing of, by ident.
names = {}


def start_thread(target, name):
    """Returns a function that waits for its end."""
    ended = allocate_lock()
    ended.acquire()

    def run():
        names[get_ident()] = name
        try:
            target()
        finally:
            ended.release()

    start_new_thread(run, ())
    return ended.acquire


def start_core_thread(target, name):
    """The same for a thread that runs the application: `threading` knows it, too, by the same name."""
    if not is_patched():
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        return thread.join

    def run():
        with _one_at_a_time:
            _make_hub()
            try:
                threading.current_thread().name = name
            except Exception:  # whatever is there now
                pass
        target()

    with _one_at_a_time:
        _make_hub()

    return start_thread(run, name)


_one_at_a_time = allocate_lock()


def _make_hub():
    """gevent makes one for each thread at its first use, by imports whose locks two threads at once never leave."""
    get_hub = getattr(sys.modules.get("gevent"), "get_hub", None)
    if callable(get_hub):
        try:
            get_hub()
        except Exception:  # then there are no greenlets in this thread
            pass


def is_patched():
    return threading.get_ident is not get_ident or socket.socket is not _RealSocket


def who_patched():
    return next((name for name in ("gevent", "eventlet") if name in sys.modules), "something")


def after_fork():
    """In a process that was forked by the real `fork`: the greenlets' loop is not the parent's."""
    reinit = getattr(sys.modules.get("gevent"), "reinit", None)
    if callable(reinit):
        try:
            reinit()
        except Exception:  # one that cannot be used has no greenlets either
            pass


PATCHED = ("*** WARNING: %s has patched Python's threads and sockets. Each of the %d threads here is a real one all the "
           "same and serves one request at a time: greenlets do not make it serve more. Set --threads for that ***")
