import { openTerminal } from '../../../src/monitor/terminal/terminal.js';
import { plainFrame } from './rig.js';

/*
 * A program that shows one frame, for the tests that need a real process on a real pty. Keys: q quits, z suspends,
 * c throws, r rejects, w writes to standard error, l logs, n makes Node warn, x exits at once.
 */

const { TERM = '' } = process.env;

const terminal = openTerminal(
  {
    input: process.stdin,
    output: process.stdout,
    process,
    term: TERM,
    colorterm: null,
    theme: 'default',
    colors: true,
    mouse: true,
  },
  {
    key: ({ name }) => act(name),
    paste: () => {},
    click: () => {},
    wheel: () => {},
    resized: () => show('resized'),
    resumed: () => show('resumed'),
    ready: () => {},
  },
);

show('started');

function show(what: string): void {
  const { columns, rows } = terminal.size;
  terminal.draw(plainFrame(`${what} at ${columns}x${rows}`, `process ${process.pid}`));
}

function act(key: string): void {
  switch (key) {
    case 'q':
      void terminal.close().then(() => process.stdout.write('goodbye\n'));
      break;
    case 'z':
      terminal.suspend();
      break;
    case 'c':
      throw new Error('thrown in a listener');
    case 'r':
      void Promise.reject(new Error('rejected and forgotten'));
      break;
    case 'w':
      process.stderr.write('written to stderr\n');
      show('written');
      break;
    case 'l':
      console.log('logged to the console');
      show('logged');
      break;
    case 'n':
      process.emitWarning('warned by Node');
      setImmediate(() => show('warned'));
      break;
    case 'x':
      process.exit(7);
  }
}
