"""Two pieces of WSGI middleware around a small application: one measures, one turns text to upper case."""
import time


def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    yield b'hello from '
    yield b'under the middleware\n'


class Upper:
    """Changes the body block by block, and passes close() on, as PEP 3333 asks."""

    def __init__(self, wrapped):
        self.wrapped = wrapped

    def __call__(self, environ, start_response):
        return UpperBlocks(self.wrapped(environ, start_response))


class UpperBlocks:
    def __init__(self, blocks):
        self.blocks = blocks
        self.iterator = iter(blocks)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.iterator).upper()

    def close(self):
        if hasattr(self.blocks, 'close'):
            self.blocks.close()


class Timer:
    """Adds how long the application took to its first word."""

    def __init__(self, wrapped):
        self.wrapped = wrapped

    def __call__(self, environ, start_response):
        started = time.perf_counter()

        def measured(status, headers, exc_info=None):
            micros = int((time.perf_counter() - started) * 1e6)
            return start_response(status, headers + [('X-Micros', str(micros))], exc_info)

        return self.wrapped(environ, measured)


app = Timer(Upper(application))
