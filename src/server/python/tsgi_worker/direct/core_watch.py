"""Harakiri where no gateway stands before the cores: the client is answered while Python still can."""
from time import monotonic


class CoreWatch:
    def __init__(self, harakiri):
        """`harakiri`: seconds, or None when requests may take as long as they like."""
        self._harakiri = harakiri
        #: Seconds for which this process was stopped while a request ran: they do not count against it.
        self._overslept = 0.0

    def forgive(self, seconds):
        self._overslept += seconds

    def next_looks(self, cores, now):
        """In how many seconds to look again, each a reason of its own."""
        if self._harakiri is None:
            return []
        limit = self._harakiri + self._overslept
        running = [core.began for core in cores]
        return [began + limit - now for began in running if began and began + limit > now] + [self._harakiri]

    def look(self, cores):
        if self._harakiri is None:
            return
        now = monotonic()
        limit = self._harakiri + self._overslept
        running = stuck = False
        for core in cores:
            began = core.began
            running = running or bool(began)
            if began and now >= began + limit:
                core.give_up()
                stuck = True
        if stuck:
            # The master ends this worker as soon as its other requests are answered.
            for core in cores:
                core.hold()
        if not running:
            self._overslept = 0.0
