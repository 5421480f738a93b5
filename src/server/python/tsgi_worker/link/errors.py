"""Reasons for which nothing more can be said of a request."""


class LinkLost(OSError):
    """The gateway is gone, or the link is broken; nothing can be sent to this client any more."""


class RequestOver(RuntimeError):
    """Something of a request was used after its end."""


class Stranger(BaseException):
    """This process is a fork of the worker: it must not speak for it. No `except Exception` stops it."""
