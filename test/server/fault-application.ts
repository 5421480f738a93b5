/** An application that does, by path, what applications must not do. */
export const faultApplication = `
import ctypes, os, signal, sys, threading, time

def misbehave(path, query, env):
    if path == '/sleep':
        open('busy-%d' % os.getpid(), 'w').close()
        time.sleep(float(query))
    elif path == '/body':
        return str(len(env['wsgi.input'].read())).encode()
    elif path == '/big':
        return b'x' * int(query)
    elif path == '/segfault':
        ctypes.string_at(0)
    elif path == '/abort':
        os.abort()
    elif path == '/stuck':
        threading.Event().wait()
    elif path == '/junk':
        for number in range(3, 1024):
            try:
                os.set_blocking(number, False)
                os.write(number, b'junk\\n' * 20)
            except OSError:
                pass
    elif path == '/close-all':
        os.closerange(3, 1024)
    elif path == '/leak':
        leaked.extend(os.open('/dev/null', os.O_RDONLY) for _ in range(int(query)))
    elif path in ('/fork-exit', '/fork-return', '/fork-raise'):
        if os.fork() == 0:
            if path == '/fork-exit':
                sys.exit(3)
            if path == '/fork-raise':
                raise RuntimeError('in the child')
    elif path == '/kill-parent':
        os.kill(os.getppid(), signal.SIGTERM)
    elif path == '/kill-group':
        os.killpg(0, signal.SIGUSR1)
    elif path == '/system-exit':
        sys.exit(4)
    elif path == '/keyboard-interrupt':
        raise KeyboardInterrupt
    elif path == '/recursion':
        return misbehave(path, query, env)
    elif path == '/big-exception':
        raise ValueError('x' * 1000000)
    elif path == '/print':
        sys.stdout.write('x' * 4000000)
        sys.stdout.flush()
    elif path == '/close-stderr':
        sys.stderr.close()
        sys.stderr = None
    elif path == '/exit-in-thread':
        threading.Thread(target=lambda: os._exit(7)).start()
        time.sleep(5)
    return b'ok'

leaked = []

def application(env, start_response):
    body = misbehave(env['PATH_INFO'], env['QUERY_STRING'], env)
    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', str(len(body)))])
    return [body]
`;
