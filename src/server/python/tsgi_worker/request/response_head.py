"""Checks what an application passes to start_response, and turns it into the bytes that the gateway wants.

The check costs little when all is well: everything is joined by NULs and searched once; only a text that fails is
looked at piece by piece, to name the culprit. A head that is the same as one before is not looked at again.
"""
import re

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_STATUS = re.compile(r"[1-9][0-9][0-9](?: .*)?", re.DOTALL)
#: What may stand nowhere in a head (RFC 9110, 5.5); NUL is what the fields are joined with.
_CONTROL = re.compile(r"[\x01-\x08\x0a-\x1f\x7f]")
#: Numbers above this are not exact on the other side of the link.
_MAX_LENGTH = 2 ** 53 - 1

#: PEP 3333 keeps these for the server.
HOP_BY_HOP = frozenset(("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
                        "trailers", "transfer-encoding", "upgrade", "proxy-connection"))

PLAIN, LENGTH, HOP = 0, 1, 2
_KINDS_LIMIT = 1024
_kinds = {}
#: Heads that were found right, by what they were made of; no more of them and no longer ones than cost little memory.
_RIGHT_LIMIT, _RIGHT_LENGTH = 256, 2048
_right = {}


class Head:
    """A checked status line and headers. `length` is the Content-Length or None, `bodyless` 204 and 304.

    `fields` may be another head's as well: it is never changed.
    """

    __slots__ = ("fields", "length", "bodyless", "_encoded")

    def __init__(self, status, headers):
        """Raises TypeError or ValueError with the cause."""
        if type(headers) is not list:
            raise TypeError("headers must be a list, not %s" % type(headers).__name__)
        made_of = (status, *headers)
        try:
            known = _right.get(made_of)
        except TypeError:
            known = made_of = None  # it holds what no head may hold
        if known is None:
            self._check(status, headers, made_of)
        else:
            self.fields, self.length, self.bodyless, self._encoded = known

    def _check(self, status, headers, made_of):
        self.length = None
        self.fields = fields = [status]
        try:
            for name, value in headers:
                kind = _kinds.get(name)
                if kind is None:
                    kind = _kind_of(name)
                if kind:
                    if kind == HOP:
                        continue
                    length = _length(value)
                    if self.length is not None:
                        if length != self.length:
                            raise ValueError("two Content-Length headers that differ: %d and %d" % (self.length, length))
                        continue
                    self.length = length
                fields.append(name)
                fields.append(value)
            text = "\0".join(fields)
            self._encoded = text.encode("latin-1")
        except (TypeError, ValueError) as error:
            failure = error
        else:
            failure = None
        if failure is not None:
            # Outside of the handler, so that the traceback shows one cause, the precise one.
            _blame(status, headers)
            raise failure
        if _CONTROL.search(text) or text.count("\0") != len(fields) - 1 or not _STATUS.fullmatch(status):
            _blame(status, headers)
        code = status[:3]
        if code[0] == "1":
            raise ValueError("%s is not a final status: the client would wait for another" % code)
        self.bodyless = code == "204" or code == "304"
        if code == "204":
            self._drop_length()
        if made_of is not None and len(text) <= _RIGHT_LENGTH:
            if len(_right) >= _RIGHT_LIMIT:
                _right.clear()
            _right[made_of] = self.fields, self.length, self.bodyless, self._encoded

    def encode(self):
        return self._encoded

    def add_length(self, length):
        self.length = length
        self.fields = self.fields + ["Content-Length", str(length)]
        self._encoded += b"\0Content-Length\0%d" % length

    def _drop_length(self):
        if self.length is None:
            return
        kept = self.fields[:1]
        for name, value in zip(self.fields[1::2], self.fields[2::2]):
            if name.lower() != "content-length":
                kept += (name, value)
        self.fields = kept
        self.length = None
        self._encoded = "\0".join(kept).encode("latin-1")


def _kind_of(name):
    if not isinstance(name, str):
        raise TypeError("header name must be str, not %s: %r" % (type(name).__name__, name))
    if not _TOKEN.fullmatch(name):
        raise ValueError("not a header name: %r" % name)
    lower = name.lower()
    kind = LENGTH if lower == "content-length" else HOP if lower in HOP_BY_HOP else PLAIN
    if len(_kinds) < _KINDS_LIMIT:
        _kinds[name] = kind
    return kind


def _length(value):
    if not (isinstance(value, str) and value.isascii() and value.isdigit()):
        raise ValueError("not a Content-Length: %r" % (value,))
    length = int(value) if len(value) < 20 else _MAX_LENGTH + 1
    if length > _MAX_LENGTH:
        raise ValueError("Content-Length %.40s is too large" % value)
    return length


def _blame(status, headers):
    """Raise the error that says which part is wrong."""
    if not isinstance(status, str):
        raise TypeError("status must be str, not %s: %r" % (type(status).__name__, status))
    _check_text("status", status)
    if not _STATUS.fullmatch(status):
        raise ValueError("status must be three digits and a reason: %r" % status)
    for header in headers:
        if not isinstance(header, tuple) or len(header) != 2:
            raise TypeError("a header must be a tuple of name and value: %r" % (header,))
        name, value = header
        _kind_of(name)
        if not isinstance(value, str):
            raise TypeError("value of header %s must be str, not %s: %r" % (name, type(value).__name__, value))
        _check_text("value of header %s" % name, value)


def _check_text(what, text):
    if "\0" in text or _CONTROL.search(text):
        raise ValueError("%s holds a control character: %r" % (what, text))
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        raise ValueError("%s is not latin-1: %r" % (what, text)) from None
