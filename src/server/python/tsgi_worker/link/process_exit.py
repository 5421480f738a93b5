"""The end of a Python process of the server, and of a process that the application has forked from a worker."""
import atexit
import os
import threading

from .errors import Stranger
from ..log.report import flush, print_exception, say

EXIT_FAILURE = 1


def exit_process(code):
    """End like Python does, except that threads of the application are not waited for."""
    try:
        atexit._run_exitfuncs()
        flush()
    finally:
        os._exit(code)


def end_fork(error):
    """Ends a fork of the application as Python would have ended it.

    `error` is the exception that came out of the application; None, or the one that kept it from speaking for the
    worker, when it has simply returned.
    """
    try:
        code = 0
        if isinstance(error, SystemExit):
            code = _code_of(error)
        elif error is not None and not isinstance(error, Stranger):
            print_exception(error)
            code = EXIT_FAILURE
        threading._shutdown()  # threads that the fork has started and not made daemons
        exit_process(code)
    finally:
        os._exit(EXIT_FAILURE)


def _code_of(error):
    """As `sys.exit()` documents it."""
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    say(str(error.code))
    return EXIT_FAILURE
