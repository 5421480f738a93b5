"""A uwsgi packet's variables as the environ of the application; `protocol/uwsgi-packet.ts` and
`gateway/uwsgi/uwsgi-environ.ts` do the same in a gateway, and tests hold both against each other.

The common packet passes through one loop and a few searches of its whole text. Whatever is unusual (a name twice,
blanks around a value, a name that belongs to the server) is found by them and treated one by one.
"""
import re

PING, SCRIPT_NAME_MODIFIER = 100, 30
HEAD_BYTES = 4
PONG = bytes((PING, 0, 0, 1))

_PROTOCOLS = frozenset(("HTTP/1.1", "HTTP/1.0", "HTTP/2.0"))
_PROTOCOL = re.compile(r"HTTP/[0-9](?:\.[0-9])?")
_DIGITS = re.compile(r"[0-9]{1,15}")
_SECURE = re.compile(r"on|1", re.IGNORECASE)
#: nginx passes on every header, also those that have a name of their own in PEP 3333, and httpoxy's.
_UNWANTED = ("HTTP_CONTENT_LENGTH", "HTTP_CONTENT_TYPE", "HTTP_PROXY")
#: With these a request could make uWSGI load any code. They reach the application, and no further.
_DYNAMIC = ("UWSGI_FILE", "UWSGI_SCRIPT", "UWSGI_MODULE", "UWSGI_CALLABLE", "UWSGI_CHDIR", "UWSGI_HOME", "UWSGI_PYHOME",
            "UWSGI_SETENV", "UWSGI_PASTE", "UWSGI_TOUCH_RELOAD")


class Refused(Exception):
    """The packet is not answered; the text goes to the log."""


class Ping(Exception):
    pass


class Request:
    __slots__ = ("environ", "protocol", "length", "packet_bytes", "dynamic", "log_facts")

    def __init__(self, environ, protocol, length, packet_bytes, dynamic):
        self.environ = environ
        self.protocol = protocol
        #: Bytes of body that follow the packet.
        self.length = length
        #: What the variables took in the packet; None when they have been changed.
        self.packet_bytes = packet_bytes
        #: Names of `_DYNAMIC` in it.
        self.dynamic = dynamic


def bytes_wanted(data, buffer_size):
    """Length of the packet that begins with `data`. Raises Refused or Ping."""
    if len(data) < HEAD_BYTES:
        return HEAD_BYTES
    modifier, size = data[0], data[1] | data[2] << 8
    if not modifier and 0 < size <= buffer_size:
        return HEAD_BYTES + size
    if modifier == PING:
        raise Ping()
    if data[:3].isalpha() and data[:3].isupper() and (data[3:4].isupper() or data[3] == 0x20):
        raise Refused("invalid request block size: %d (max %d)...skip (HTTP spoken to a uwsgi socket?)"
                      % (size, buffer_size))
    if modifier not in (0, SCRIPT_NAME_MODIFIER):
        raise Refused("-- unavailable modifier requested: %d --" % modifier)
    if size > buffer_size:
        raise Refused("invalid request block size: %d (max %d)...skip" % (size, buffer_size))
    if size == 0:
        raise Refused("Empty python request. skip.")
    return HEAD_BYTES + size


def read_packet(data, wanted):
    """The Request in the first `wanted` bytes. Raises Refused."""
    size = wanted - HEAD_BYTES
    text = data[HEAD_BYTES:wanted].decode("latin-1")
    environ = {}
    at = count = 0
    try:
        while at < size:
            start = at + 2
            at = start + (data[at + 4] | data[at + 5] << 8)
            key = text[start:at]
            start = at + 2
            at = start + (data[at + 4] | data[at + 5] << 8)
            environ[key] = text[start:at]
            count += 1
    except IndexError:
        at = size + 1
    if at != size:
        raise Refused(_malformed(data, size))
    changed = False
    if len(environ) != count or "" in environ or "wsgi." in text or _has_padding(environ):
        environ = _one_by_one(data, text, size)
        changed = True
    for name in _UNWANTED:
        if name in environ:
            del environ[name]
            changed = True
    length = 0
    if "CONTENT_LENGTH" in environ:
        length = _read_length(environ)
    if _set_defaults(environ) or length:
        changed = True
    if data[0] == SCRIPT_NAME_MODIFIER:
        changed = True
        _cut_script_name(environ)
    dynamic = ()
    if "UWSGI_" in text:
        dynamic = [name for name in _DYNAMIC if name in environ]
    if _is_https(environ):
        environ["wsgi.url_scheme"] = "https"
        changed = True
    protocol = environ["SERVER_PROTOCOL"]
    if protocol not in _PROTOCOLS and not _PROTOCOL.fullmatch(protocol):
        protocol = "HTTP/1.0"
    return Request(environ, protocol, length, None if changed else size, dynamic)


def _malformed(data, size):
    """Bytes left at the point where reading failed."""
    at = 0
    while True:
        end = at
        for _ in range(2):
            if end + 2 > size:
                break
            end += 2 + (data[end + 4] | data[end + 5] << 8)
            if end > size:
                break
        else:
            at = end
            continue
        return "invalid uwsgi request (current strsize: %d). skip." % (size - at)


def _has_padding(environ):
    joined = "\0%s\0" % "\0".join(environ.values())
    return "\0 " in joined or " \0" in joined or "\0\t" in joined or "\t\0" in joined


def _one_by_one(data, text, size):
    """Old nginx sends a repeated header as a repeated variable. Names that belong to the server are dropped."""
    environ = {}
    at = 0
    while at < size:
        start = at + 2
        at = start + (data[at + 4] | data[at + 5] << 8)
        key = text[start:at]
        start = at + 2
        at = start + (data[at + 4] | data[at + 5] << 8)
        value = text[start:at]
        if not key or key.startswith(("wsgi.", "uwsgi.")) or key in _UNWANTED:
            continue
        if key.startswith("HTTP_"):
            value = value.strip(" \t")
            if key in environ:
                value = environ[key] + ("; " if key == "HTTP_COOKIE" else ", ") + value
        environ[key] = value
    return environ


def _read_length(environ):
    """uWSGI reads digits up to the first other character."""
    given = environ["CONTENT_LENGTH"]
    if given == "":
        return 0
    # nginx takes the body out of its chunks but leaves the header; an application that believes it would wait.
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    digits = _DIGITS.match(given)
    length = int(digits.group()) if digits is not None else 0
    if length:
        environ["CONTENT_LENGTH"] = str(length)
    elif given != "0":
        environ["CONTENT_LENGTH"] = ""
    return length


def _set_defaults(environ):
    """Variables that PEP 3333 requires or applications take for granted."""
    count = len(environ)
    replaced = False
    if "REQUEST_METHOD" not in environ:
        environ["REQUEST_METHOD"] = "GET"
    if "SCRIPT_NAME" not in environ:
        environ["SCRIPT_NAME"] = ""
    if "PATH_INFO" not in environ:
        environ["PATH_INFO"] = ""
    if "QUERY_STRING" not in environ:
        environ["QUERY_STRING"] = ""
    if "SERVER_PROTOCOL" not in environ:
        environ["SERVER_PROTOCOL"] = "HTTP/1.0"
    if not environ.get("SERVER_NAME"):
        environ["SERVER_NAME"] = environ.get("HTTP_HOST", "").split(":")[0] or "localhost"
        replaced = True
    if not environ.get("SERVER_PORT"):
        environ["SERVER_PORT"] = "80"
        replaced = True
    return replaced or len(environ) != count


def _cut_script_name(environ):
    """The web server did not take SCRIPT_NAME out of PATH_INFO."""
    script, path = environ["SCRIPT_NAME"], environ["PATH_INFO"]
    if script and (path == script or path.startswith(script + "/")):
        environ["PATH_INFO"] = path[len(script):]


def _is_https(environ):
    scheme = environ.get("UWSGI_SCHEME")
    if scheme:
        return scheme == "https"
    https = environ.get("HTTPS")
    return bool(https) and _SECURE.match(https) is not None
