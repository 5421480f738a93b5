/** `--add-header`: what an answer can carry is decided at the start, since an answer in the middle could only break off. */
import { UsageError } from '../errors/usage-error.js';
import type { ApplyContext, Draft } from './option.js';

/** @throws UsageError */
export function addHeader(draft: Draft, given: string, _text: string, { note }: ApplyContext): void {
  const parts = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/s.exec(given);
  if (parts === null) throw new UsageError('expected "Name: value"');
  const [, name = '', value = ''] = parts;
  if (/[\r\n]/.test(value)) throw new UsageError('a header must be one line');
  const control = /[\0-\x08\x0a-\x1f\x7f]/.exec(value)?.[0];
  if (control !== undefined) {
    const code = control.charCodeAt(0).toString(16).padStart(2, '0');
    throw new UsageError(`the control character 0x${code} is in the value of ${name}`);
  }
  const reason = SERVERS_OWN.get(name.toLowerCase());
  if (reason === undefined)
    draft.config.addHeaders.push({ name, value: asBytes(value.replace(/[ \t]+$/, '')) });
  else note(`left out: ${reason}`);
}

const CONNECTION = 'the server says itself what becomes of the connection';
const FRAMING = 'the server says itself where a body ends';

/** Headers that only the server can write truthfully, by their names in small letters. */
const SERVERS_OWN: ReadonlyMap<string, string> = new Map([
  ['connection', CONNECTION],
  ['keep-alive', CONNECTION],
  ['proxy-connection', CONNECTION],
  ['upgrade', CONNECTION],
  ['content-length', FRAMING],
  ['transfer-encoding', FRAMING],
  ['trailer', FRAMING],
  ['te', 'it belongs into requests'],
  ['date', 'the server says itself when it answers'],
]);

/** Headers are written byte by byte: UTF-8, as the file or the command line has it. */
function asBytes(value: string): string {
  return Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join('');
}
