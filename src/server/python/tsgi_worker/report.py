"""What goes to the log: lines, and the tracebacks of the application without the server's own frames."""
import os
import sys
import traceback

_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep


def say(line):
    sys.stderr.write(line + "\n")


def print_exception(error):
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename.startswith(_OWN_FOLDER):
        frames = frames.tb_next
    # One that never left the server's own code is shown whole.
    text = traceback.format_exception(type(error), error, frames or error.__traceback__)
    sys.stderr.write("".join(text))
