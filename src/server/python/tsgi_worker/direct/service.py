"""Everything a worker needs to serve sockets itself, from the zygote, which inherits them, to the worker's end."""
from ..system.descriptors import close_quietly, identity, lift
from .core import DirectCore
from .slots import Slot, Totals
from .sockets import DirectListener, DirectSockets
from .request_log import RequestLog
from .tender import Tender


class DirectService:
    def __init__(self, facts):
        """In the zygote. `facts`: numbers of the descriptors that it was started with, see `master/processes/direct-sockets.ts`."""
        self._slots = lift(facts["slots"])
        self._slots_identity = identity(self._slots)
        self._sockets = DirectSockets([DirectListener(*listener) for listener in facts["listeners"]])
        self._sockets.listen(facts["backlog"])
        self._numbers = ()
        self._tender = self._log = None
        self._cores = ()

    def mend(self):
        """Before a fork: undoes what the workers before may have done to the sockets."""
        self._sockets.mend()

    def become_worker(self, numbers):
        """`numbers`: of the slots that its cores have."""
        self._numbers = numbers

    def make_core(self, applications, settings, who):
        if self._tender is None:
            self._tender = Tender(settings, self._sockets)
            self._log = RequestLog(settings, Totals(self._slots))
        slot = Slot(self._slots, self._numbers[who["core"]])
        return DirectCore(applications, settings, who, self._sockets, slot, self._tender, self._log)

    def start(self, cores):
        """All have mapped what is theirs of the slots: the descriptor would be one more for the application to write to."""
        self._cores = cores
        self._let_slots_go()
        self._tender.start(cores)

    def finish(self):
        self._cores[0].finish()

    def disown(self):
        """In a fork of the application."""
        self._sockets.close()
        if self._tender is not None:
            self._tender.disown()
        self._let_slots_go()

    def _let_slots_go(self):
        if identity(self._slots) == self._slots_identity:
            close_quietly(self._slots)
