import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../../../wait-for.js';
import { openRig } from '../rig.js';

test('keys, clicks, wheel and paste reach their listeners in order', async () => {
  const rig = openRig();
  rig.input.type('q\x1b[A\x1b[<0;5;3M\x1b[<0;5;3m\x1b[200~pasted\x1b[201~\r');
  assert.deepEqual(rig.events, [
    'q',
    'up',
    { click: { x: 4, y: 2, double: false } },
    { paste: 'pasted' },
    'enter',
  ]);
  await rig.terminal.close();
});

test('wheel reports of one chunk are one event with as many steps', async () => {
  const rig = openRig();
  rig.input.type(`${'\x1b[<65;2;3M'.repeat(4)}\x1b[<64;9;9M`);
  assert.deepEqual(rig.events, [{ wheel: { steps: 4, x: 1, y: 2 } }, { wheel: { steps: -1, x: 8, y: 8 } }]);
  await rig.terminal.close();
});

test('the second press in the same place is a double click, the third begins anew', async () => {
  const rig = openRig();
  rig.input.type('\x1b[<0;5;3M'.repeat(3));
  rig.input.type('\x1b[<0;6;3M');
  const doubles = rig.events.map((event) => (event as { click: { double: boolean } }).click.double);
  assert.deepEqual(doubles, [false, true, false, false]);
  await rig.terminal.close();
});

test('two presses with a key, a paste or the wheel between them are two clicks', async () => {
  const rig = openRig();
  const press = '\x1b[<0;5;3M';
  for (const between of ['n', '\x1b[A', '\x1b[200~pasted\x1b[201~', '\x1b[<65;5;3M'])
    rig.input.type(`${press}${between}`);
  rig.input.type(press);
  const clicks = rig.events.filter((event) => JSON.stringify(event).startsWith('{"click"'));
  assert.deepEqual(clicks, Array(5).fill({ click: { x: 4, y: 2, double: false } }));
  await rig.terminal.close();
});

test('characters and sequences whose bytes come one by one are whole', async () => {
  const rig = openRig();
  for (const byte of Buffer.from('é世🙂\x1b[5~\x1b[<0;300;90M')) rig.input.type(Buffer.from([byte]));
  assert.deepEqual(rig.events, ['é', '世', '🙂', 'pageup', { click: { x: 299, y: 89, double: false } }]);
  await rig.terminal.close();
});

test('ESC alone is the escape key after a moment', async () => {
  const rig = openRig();
  rig.input.type('\x1b');
  assert.deepEqual(rig.events, []);
  await waitFor('the escape key', () => rig.events.length > 0);
  assert.deepEqual(rig.events, ['escape']);
  await rig.terminal.close();
});

test('half a sequence is forgotten when the program is stopped', async () => {
  const rig = openRig();
  rig.input.type('\x1b[<0;5');
  rig.process.emit('SIGTSTP');
  await rig.settled();
  rig.process.emit('SIGCONT');
  rig.input.type('q');
  assert.deepEqual(rig.events, ['resumed', 'q']);
  await rig.terminal.close();
});

test('without the mouse its modes are never touched', async () => {
  const rig = openRig({ mouse: false });
  await rig.terminal.close();
  assert.doesNotMatch(rig.output.written, /\x1b\[\?100/);
});
