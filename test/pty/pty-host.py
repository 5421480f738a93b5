"""Runs a program on a pseudo terminal of its own, for pty.ts.

Usage: pty-host.py COLUMNS ROWS PROGRAM [ARGUMENT...]
  0 in    what is typed               3 in    orders, one a line: "resize COLUMNS ROWS", "signal NUMBER"
  1 out   what the program writes     4 out   events, one a line: "started PID SECONDS", "ended CODE SECONDS"
A program that a signal ended has that signal's number, negative, as its code. SECONDS are epoch seconds.
When 0 closes, the terminal hangs up.
"""

import fcntl
import os
import pty
import selectors
import signal
import struct
import sys
import termios
import time


def main():
    columns, rows, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    ready_read, ready_write = os.pipe()
    started = time.time()
    pid, terminal = pty.fork()
    if pid == 0:
        # The size must be right before the program looks.
        os.close(ready_write)
        os.read(ready_read, 1)
        for fd in (ready_read, 3, 4):
            os.close(fd)
        os.execvp(program[0], program)
    resize(terminal, columns, rows)
    tell("started %d %.6f" % (pid, started))
    os.close(ready_write)
    os.close(ready_read)
    hung_up = relay(pid, terminal)
    os.close(terminal)
    status = wait(pid, 2 if hung_up else 30)
    tell("ended %d %.6f" % (os.waitstatus_to_exitcode(status), time.time()))


def wait(pid, seconds):
    """The status of the program; one that stays although its terminal has gone is killed."""
    deadline = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.005)


def relay(pid, terminal):
    """Until nobody has the terminal open any more, or it is to hang up: then true."""
    selector = selectors.DefaultSelector()
    for fd in (0, 3, terminal):
        selector.register(fd, selectors.EVENT_READ)
    orders = b""
    while True:
        for key, _ in selector.select():
            try:
                data = os.read(key.fd, 65536)
            except OSError:
                data = b""
            if key.fd == terminal:
                if not data:
                    return False
                write_all(1, data)
            elif key.fd == 0:
                if not data:
                    return True
                write_all(terminal, data)
            elif not data:
                selector.unregister(3)
            else:
                *lines, orders = (orders + data).split(b"\n")
                for line in lines:
                    obey(line.decode().split(), pid, terminal)


def obey(order, pid, terminal):
    if order[0] == "resize":
        # Also sends SIGWINCH to the foreground processes.
        resize(terminal, int(order[1]), int(order[2]))
    elif order[0] == "signal":
        os.kill(pid, int(order[1]))


def resize(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def write_all(fd, data):
    while data:
        data = data[os.write(fd, data) :]


def tell(event):
    write_all(4, event.encode() + b"\n")


main()
