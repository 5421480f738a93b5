/** An application that gives the same bytes in every way that there is; `bodyBytes` of them, unless a query says otherwise. */

export const bodyBytes = 1_048_576;

/** Byte `at` of every body. */
export function expectedBody(length = bodyBytes, from = 0): Buffer {
  const period = Buffer.from(Array.from({ length: 251 }, (_, at) => (at + from) % 251));
  return Buffer.alloc(length, period);
}

/** Ways of answering: with a length or not, what the client gets is `expectedBody()`. */
export const wholeKinds = [
  ...['/list', '/list-length', '/generator', '/generator-length', '/write', '/small-blocks'],
  ...['/file', '/memfd', '/deleted', '/file-length', '/write-file', '/gzip', '/bytesio', '/pipe'],
  ...['/raw-file', '/random-file', '/read-before', '/hidden'],
] as const;

export const application = `
import ctypes, gzip, io, os, threading, time

SIZE = ${bodyBytes}
BODY = (bytes(range(251)) * (SIZE // 251 + 1))[:SIZE]
with open('file', 'wb') as file:
    file.write(BODY)
with gzip.open('file.gz', 'wb', 1) as file:
    file.write(BODY)
with open('shifted', 'wb') as file:
    file.write(b'#' * 1000 + BODY)

def blocks(size=65536):
    for at in range(0, SIZE, size):
        yield BODY[at:at + size]

def events():
    for number in range(1000000):
        yield b'event %d\\n' % number
        while not os.path.exists('gate-%d' % number):
            time.sleep(0.005)

class Endless:
    def __iter__(self):
        return self
    def __next__(self):
        with open('produced', 'ab') as file:
            file.write(b'.')
        return b'x' * 65536
    def close(self):
        open('endless-closed', 'w').close()

def pipe():
    reader, writer = os.pipe()
    def fill():
        with open(writer, 'wb') as file:
            file.write(BODY)
    threading.Thread(target=fill).start()
    return open(reader, 'rb')

def deleted():
    name = 'deleted-%d' % threading.get_ident()
    with open(name, 'wb') as file:
        file.write(BODY)
    file = open(name, 'rb')
    os.unlink(name)
    return file

def memfd():
    file = open(os.memfd_create('body'), 'w+b')
    file.write(BODY)
    file.seek(0)
    return file

def shifted():
    file = open('shifted', 'rb')
    file.seek(1000)
    return file

def read_before():
    file = open('shifted', 'rb')
    file.read(1000)
    return file

def hidden():
    # Nobody else can open what this process has open, but root.
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
    return open('file', 'rb')

FILES = {
    '/file': lambda: open('file', 'rb'), '/file-length': shifted, '/memfd': memfd, '/deleted': deleted,
    '/gzip': lambda: gzip.open('file.gz'), '/bytesio': lambda: io.BytesIO(BODY), '/pipe': pipe,
    '/raw-file': lambda: open('file', 'rb', buffering=0), '/random-file': lambda: open('file', 'r+b'),
    '/read-before': read_before, '/write-file': lambda: open('shifted', 'rb'), '/hidden': hidden,
    '/to-cut': lambda: open('to-cut', 'rb'),
}

def application(env, start_response):
    path = env['PATH_INFO']
    headers = [('Content-Type', 'application/octet-stream')]
    if path in ('/list-length', '/generator-length', '/file-length'):
        headers.append(('Content-Length', str(SIZE)))
    write = start_response('200 OK', headers)
    if path in ('/list', '/list-length'):
        return [BODY[:100], BODY[100:]]
    if path in ('/generator', '/generator-length'):
        return blocks()
    if path == '/small-blocks':
        return blocks(3000)
    if path == '/write':
        for block in blocks():
            write(block)
        return []
    if path == '/write-file':
        write(BODY[:300000])
        file = open('shifted', 'rb')
        file.seek(1000 + 300000)
        return env['wsgi.file_wrapper'](file)
    if path in FILES:
        return env['wsgi.file_wrapper'](FILES[path]())
    if path == '/events':
        return events()
    if path == '/endless':
        return Endless()
    return [b'hello']
`;
