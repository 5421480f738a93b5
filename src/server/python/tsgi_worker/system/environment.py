"""The environment as the server was given it. Node knows texts only: names and values that are no UTF-8 come separately."""
import os


def restore_environ(entries):
    """`entries`: [name, value] with a character for each byte, and what became of the name on its way through Node."""
    for name, value, mangled in entries:
        os.environb.pop(mangled.encode("utf-8", "surrogateescape"), None)
        os.environb[name.encode("latin-1")] = value.encode("latin-1")
