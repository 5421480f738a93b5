"""Locks that all workers share, also while a reload replaces them: bytes of one file, locked by the kernel.

A worker that dies gives its locks back. Record locks belong to processes, so that threads need a mutex besides.
"""
import fcntl
import threading


class Locks:
    def __init__(self, descriptor, count):
        """`descriptor` is never closed: the first close of any descriptor of a file frees all locks of the process."""
        self._descriptor = descriptor
        self._count = count
        self.forget()

    def forget(self):
        """After a fork: what the parent's threads hold is not ours."""
        self._mutexes = [threading.Lock() for _ in range(self._count)]

    def lock(self, number):
        mutex = self._mutex(number)
        mutex.acquire()
        try:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX, 1, number)
        except BaseException:
            mutex.release()
            raise

    def unlock(self, number):
        mutex = self._mutex(number)
        if not mutex.locked():
            return
        fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, number)
        mutex.release()

    def is_locked(self, number):
        mutex = self._mutex(number)
        if not mutex.acquire(blocking=False):
            return True
        try:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, number)
            return False
        except BlockingIOError:
            return True
        finally:
            mutex.release()

    def _mutex(self, number):
        if not 0 <= number < self._count:
            raise ValueError("Invalid lock number")
        return self._mutexes[number]
