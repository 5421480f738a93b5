"""A worker, as its zygote knows it."""
import os

from ..system.descriptors import close_quietly, lift

# As it is now: greenlets may take its place.
_pidfd_open = getattr(os, "pidfd_open", None)


class Child:
    def __init__(self, serial, slot, channel):
        self.serial = serial
        self.slot = slot
        self.channel = channel
        self.pid = None
        self.handle = None
        self.messages = 0
        self.complained = False

    def watch(self, pid):
        self.pid = self.channel.pid = pid
        try:
            self.handle = lift(_pidfd_open(pid)) if _pidfd_open is not None else None
        except OSError:
            self.handle = None  # out of descriptors, or an old kernel: it is looked after now and then

    def let_go(self):
        self.channel.close()
        if self.handle is not None:
            close_quietly(self.handle)
