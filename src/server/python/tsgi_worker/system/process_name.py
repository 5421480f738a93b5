"""The name that `ps -o comm` and top show (15 characters); only Linux has a file for it."""


def set_process_name(prefix, role):
    """uWSGI's names, with `--auto-procname`: `prefix` is None without it."""
    if prefix is not None:
        write_process_name("%suWSGI %s" % (prefix, role))


def write_process_name(name):
    try:
        with open("/proc/self/comm", "w") as file:
            file.write(name)
    except OSError:
        pass
