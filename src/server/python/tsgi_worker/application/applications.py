"""Loads the applications that were asked for, and finds the one that answers a request."""
import importlib
import os
import sys
import time
import types

from ..link.frames import NO_APPLICATION
from ..log.report import print_exception, say

DEFAULT_CALLABLE = "application"


class LoadError(Exception):
    """Said in one line; an exception of the application itself comes with its traceback instead."""


class Applications:
    """Loaded applications by id, in the order they were given."""

    def __init__(self, settings):
        self._manage_script_name = settings["manage_script_name"]
        self._no_default_app = settings["no_default_app"]
        self._apps = []
        self._by_mountpoint = []
        self._default = (NO_APPLICATION, None)
        self._single = None

    def load(self, mounts):
        """Returns (loaded, failed) as the master wants them; nothing that the application does raises here."""
        loaded, failed = [], []
        for mount in mounts:
            started = time.monotonic()
            try:
                application = _load(mount)
            except BaseException as error:
                failed.append({"mountpoint": mount["mountpoint"], "message": _report(error, mount)})
                continue
            seconds = time.monotonic() - started
            loaded.append(self._add(mount["mountpoint"], application, seconds))
        self._choose_default()
        return loaded, failed

    def route(self, environ):
        """The (id, application) for a request; application is None when there is none."""
        if self._single is not None:
            return self._single
        named = environ.get("UWSGI_APPID")
        if named:
            for mountpoint, app_id in self._by_mountpoint:
                if mountpoint == named:
                    return app_id, self._apps[app_id]
        script_name = environ.get("SCRIPT_NAME", "")
        path = environ.get("PATH_INFO", "")
        for mountpoint, app_id in self._by_mountpoint:
            if script_name:
                if script_name == mountpoint:
                    return app_id, self._apps[app_id]
            elif path == mountpoint or path.startswith(mountpoint + "/"):
                if self._manage_script_name:
                    environ["SCRIPT_NAME"] = mountpoint
                    environ["PATH_INFO"] = path[len(mountpoint):]
                return app_id, self._apps[app_id]
        return self._default

    def _add(self, mountpoint, application, seconds):
        app_id = len(self._apps)
        self._apps.append(application)
        if mountpoint:
            self._by_mountpoint.append((mountpoint, app_id))
            self._by_mountpoint.sort(key=lambda pair: -len(pair[0]))
        is_default = mountpoint == "" or (app_id == 0 and not self._no_default_app)
        say("WSGI app %d (mountpoint='%s') ready in %d seconds on interpreter %s pid: %d%s" % (
            app_id, mountpoint, int(seconds), hex(id(sys)), os.getpid(), " (default app)" if is_default else ""))
        return {"id": app_id, "mountpoint": mountpoint, "seconds": seconds}

    def _choose_default(self):
        mounted = {app_id for _, app_id in self._by_mountpoint}
        unmounted = [app_id for app_id in range(len(self._apps)) if app_id not in mounted]
        if unmounted:
            self._default = (unmounted[0], self._apps[unmounted[0]])
        elif self._apps and not self._no_default_app:
            self._default = (0, self._apps[0])
        if len(self._apps) == 1 and not mounted:
            self._single = self._default


def _load(mount):
    callable_name = mount["callable"] or DEFAULT_CALLABLE
    if mount["file"] is not None:
        module = _load_file(mount["file"])
        where = "file %s" % mount["file"]
    else:
        module = importlib.import_module(mount["module"])
        where = "module %s" % mount["module"]
    return _find_callable(module, callable_name, where)


def _load_file(path):
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError:
        raise LoadError("failed to open python file %s" % path) from None
    name = "uwsgi_file_" + _module_name(path)
    module = types.ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module
    exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)
    return module


def _module_name(path):
    stem = path[:-3] if path.endswith(".py") else path
    return stem.replace(os.sep, "_").replace(".", "_")


def _find_callable(module, expression, where):
    """`app`, `pkg.app` or `make_app()`."""
    is_factory = expression.endswith("()")
    found = module
    for name in (expression[:-2] if is_factory else expression).split("."):
        found = getattr(found, name, None)
        if found is None:
            raise LoadError('unable to find "%s" callable in %s' % (expression, where))
    if is_factory:
        found = found()
    if not callable(found):
        raise LoadError('"%s" in %s is not callable' % (expression, where))
    return found


def _report(error, mount):
    if isinstance(error, LoadError):
        message = str(error)
        say(message)
    else:
        message = "%s: %s" % (type(error).__name__, error)
        print_exception(error)
    say("unable to load app 0 (mountpoint='%s') (callable not found or import error)" % mount["mountpoint"])
    return message
