"""Around the import of the application: its path, and what its threads mean for the workers."""
import sys
import threading

from ..log.report import say
from ..system.threads import PATCHED, is_patched, who_patched


def prepare_path(entries):
    """Given order, last one first; then the working directory, as uWSGI has it."""
    sys.path[:0] = [".", ""]
    for entry in entries:
        sys.path.insert(0, entry)


def warn_about_threads(own_threads):
    others = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    if others:
        say("*** WARNING: the application started threads while it was loaded (%s); they do not exist in the "
            "workers. Use --lazy-apps if it needs them ***" % ", ".join(others))
    if is_patched():
        say(PATCHED % (who_patched(), own_threads))
