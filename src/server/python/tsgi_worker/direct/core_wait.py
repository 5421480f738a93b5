"""All that a core can wait for at once: its link, requests that the tender has ready, and connections."""
from select import EPOLLEXCLUSIVE, EPOLLIN, epoll


class CoreWait:
    """Of connections and ready requests the kernel tells one core of those that wait."""

    def __init__(self, link, ready, listeners):
        """Descriptors."""
        self._epoll = epoll()
        self._ready = ready
        self._listeners = listeners
        self._watched = set()
        self._epoll.register(link, EPOLLIN)
        self.poll = self._epoll.poll

    def watch_ready(self, wanted):
        self._watch(self._ready, wanted)

    def watch_listeners(self, wanted):
        for listener in self._listeners:
            self._watch(listener, wanted)

    def _watch(self, descriptor, wanted):
        if wanted == (descriptor in self._watched):
            return
        try:
            if wanted:
                self._watched.add(descriptor)
                self._epoll.register(descriptor, EPOLLIN | EPOLLEXCLUSIVE)
            else:
                self._watched.discard(descriptor)
                self._epoll.unregister(descriptor)
        except (OSError, ValueError):
            pass  # the tender was faster, or it is closed

    def close(self):
        self._epoll.close()
