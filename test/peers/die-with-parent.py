"""Runs a program that gets SIGINT when the process that started it ends, however it ends: a test that is killed
leaves no server behind. Usage: die-with-parent.py PROGRAM [ARGUMENT...]"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
parent = os.getppid()
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
if os.getppid() != parent:
    sys.exit(1)
os.execvp(sys.argv[1], sys.argv[1:])
