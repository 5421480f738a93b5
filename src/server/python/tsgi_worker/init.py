"""`python3 init.py COMMAND...`: runs the server where it is process 1, in a container.

Whoever loses its parent there becomes a child of process 1, which has to collect it when it ends; Node collects only
what it has started itself. This process takes in those orphans instead, and hands on the signals that it gets.
"""
import os
import signal
import sys

PR_SET_CHILD_SUBREAPER = 36
HANDED_ON = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2,
             signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGWINCH, signal.SIGCONT)


def main(command):
    take_in_orphans()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, HANDED_ON + (signal.SIGCHLD,))
    server = os.fork()
    if server == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.execv(command[0], command)
    while True:
        number = signal.sigwait(HANDED_ON + (signal.SIGCHLD,))
        if number != signal.SIGCHLD:
            os.kill(server, number)
            continue
        status = collect(server)
        if status is not None:
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)


def take_in_orphans():
    try:
        import ctypes

        if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0:
            return
    except Exception:  # whatever this Python lacks
        pass
    sys.stderr.write("*** WARNING: processes that lose their parent are not collected here ***\n")


def collect(server):
    """The status of the server, once it has ended."""
    ended = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        if pid == server:
            ended = status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
