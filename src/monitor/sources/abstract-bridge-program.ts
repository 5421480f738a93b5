/**
 * The Python side of the bridge to an abstract socket. It lives as long as its standard input, obeys one-byte orders
 * there (`o` open, `s` send: 4 bytes of length and the data, `c` close) and writes frames: a kind (`o` opened, `d` data,
 * `e` end, `x` a failure's errno name), the number of the opening modulo 256, 4 bytes of length, the payload.
 * uWSGI binds names with a NUL at their end, others without: both are tried.
 */
export const ABSTRACT_BRIDGE_PROGRAM = `
import errno, os, select, socket, sys

name = b"\\0" + os.fsencode(sys.argv[1])
orders = sys.stdin.buffer.raw
link, opening = None, 0

def tell(kind, payload=b""):
    sys.stdout.buffer.write(kind + bytes([opening % 256]) + len(payload).to_bytes(4, "big") + payload)
    sys.stdout.buffer.flush()

def fail(error):
    tell(b"x", errno.errorcode.get(error.errno, "EIO").encode())

def close():
    global link
    if link is not None:
        link.close()
    link = None

def open_link():
    global link, opening
    close()
    opening += 1
    for form in (name + b"\\0", name):
        link = socket.socket(socket.AF_UNIX)
        try:
            link.connect(form)
            return tell(b"o")
        except OSError as error:
            failure = error
    close()
    fail(failure)

def forward():
    try:
        data = link.recv(65536)
    except OSError as error:
        close()
        return fail(error)
    tell(b"d" if data else b"e", data)
    if not data:
        close()

def send():
    data = orders.read(int.from_bytes(orders.read(4), "big"))
    try:
        link and link.sendall(data)
    except OSError:
        pass

while True:
    ready = select.select([orders] + ([link] if link else []), [], [])[0]
    if link in ready:
        forward()
    if orders in ready:
        order = orders.read(1)
        if not order:
            break
        {b"o": open_link, b"s": send, b"c": close}[order]()
`;
