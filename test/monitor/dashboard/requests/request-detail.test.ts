import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RequestLine, requestLines } from '../../../../src/monitor/dashboard/requests/request-lines.js';
import type { RequestSample } from '../../../../src/monitor/metrics/sample/sample.js';
import { displayWidth } from '../../../../src/monitor/text/width.js';
import { Driver } from '../driver.js';

function open(): Driver {
  return new Driver()
    .readCaptured('plain-4x2-busy')
    .readCaptured('plain-4x2-saturated')
    .press('2 down enter');
}

function shownRequest({ model }: Driver): RequestSample {
  assert.equal(model.overlay?.kind, 'request');
  return model.overlay.request;
}

function lines(vars: readonly string[], reveal: boolean, width = 80): readonly RequestLine[] {
  const request = { ...shownRequest(open()), vars };
  return requestLines({ request, reveal, alsoSecret: [], ended: false }, width);
}

test('Enter opens the selected request; Enter, Esc and q close it', () => {
  for (const key of ['enter', 'escape', 'q']) {
    const driver = open();
    const row = driver.model.rows[1];
    assert.equal(row?.kind === 'request' ? row.entry : null, shownRequest(driver));
    assert.equal(driver.press(key).model.overlay, null, key);
    assert.deepEqual(driver.effects, []);
  }
});

test('Enter opens nothing where there is no request', () => {
  assert.equal(new Driver().readCaptured('plain-4x2-idle').press('2 enter').model.overlay, null);
  assert.equal(new Driver().press('2 enter').model.overlay, null);
});

test('that the request has ended is said in one line', () => {
  const view = { request: shownRequest(open()), reveal: false, alsoSecret: [], ended: true };
  const [note, next] = requestLines(view, 76);
  assert.equal(note?.kind, 'note');
  assert.match(note.text, /^not in flight at this moment.*last$/);
  assert.equal(next?.label, 'worker.core');
});

test('r shows the secrets of the open request and of nothing else', () => {
  const driver = open().press('r');
  assert.equal(driver.model.overlay?.kind === 'request' && driver.model.overlay.reveal, true);
  assert.equal(driver.model.settings.reveal, false);
  driver.press('escape down enter');
  assert.equal(driver.model.overlay?.kind === 'request' && driver.model.overlay.reveal, false);
});

test('secrets are redacted until they are asked for', () => {
  const vars = ['HTTP_COOKIE=session=abc', 'HTTP_HOST=shop', 'HTTP_AUTHORIZATION=Bearer xyz', 'odd'];
  const hidden = lines(vars, false).map(({ label, text }) => `${label}=${text}`);
  assert.ok(hidden.includes('HTTP_COOKIE=[redacted]') && hidden.includes('HTTP_AUTHORIZATION=[redacted]'));
  assert.ok(hidden.includes('HTTP_HOST=shop') && hidden.includes('odd='));
  assert.ok(!hidden.join().includes('abc'));
  const revealed = lines(vars, true).map(({ label, text }) => `${label}=${text}`);
  assert.ok(revealed.includes('HTTP_COOKIE=session=abc'));
});

test('long and hostile values are wrapped, cleaned and bounded', () => {
  const value = `\x1b[2J${'世'.repeat(300)}${'x'.repeat(100_000)}`;
  for (const width of [1, 20, 80, 160]) {
    const made = lines([`HTTP_X=${value}`, ...Array.from({ length: 5000 }, () => 'A=b')], false, width);
    assert.ok(made.length < 6000);
    for (const { text } of made) {
      assert.ok(displayWidth(text) <= Math.max(10, width), `${width}: ${text}`);
      assert.doesNotMatch(text, /\x1b/);
    }
  }
});

test('a request without variables says so', () => {
  assert.ok(lines([], false).some(({ text }) => text === 'The server tells no variables of this request'));
});

test('the open request grows older with every reading, and stays when it has ended', () => {
  const driver = open();
  const before = shownRequest(driver).ageSeconds ?? 0;
  driver.readCaptured('plain-4x2-saturated');
  assert.ok((shownRequest(driver).ageSeconds ?? 0) > before);
  assert.equal(driver.model.overlay?.kind === 'request' && driver.model.overlay.ended, false);
  const { uri } = shownRequest(driver);
  driver.readCaptured('plain-4x2-idle-after-3s');
  assert.equal(shownRequest(driver).uri, uri);
  assert.equal(driver.model.overlay?.kind === 'request' && driver.model.overlay.ended, true);
});

test('y copies the URI, from the table and from the open request', () => {
  const driver = open();
  const { uri } = shownRequest(driver);
  assert.deepEqual(driver.press('y').effects, [{ kind: 'copy', text: uri }]);
  assert.match(driver.model.notice?.text ?? '', /clipboard/);
  driver.press('escape y');
  assert.deepEqual(driver.effects, [{ kind: 'copy', text: uri }]);
  driver.press('3 y');
  assert.deepEqual(driver.effects, [{ kind: 'copy', text: driver.selected }]);
});

test('the keys that scroll help scroll the open request, within its lines', () => {
  const driver = open()
    .send({ kind: 'resized', size: { columns: 60, rows: 12 } })
    .press('end');
  const { overlay } = driver.model;
  assert.ok(overlay?.kind === 'request' && overlay.top > 0);
  assert.deepEqual(driver.press('down').model.overlay, overlay);
  assert.equal(driver.press('home').model.overlay?.kind === 'request', true);
});
