import assert from 'node:assert/strict';
import test from 'node:test';
import { checkHead } from '../../../../src/server/gateway/http/head-check.js';

const host = ['Host', 'example.org'] as const;

const refused: readonly {
  readonly name: string;
  readonly headers: readonly string[];
  readonly version?: string;
  readonly status: number;
}[] = [
  { name: 'no Host', headers: [], status: 400 },
  { name: 'two Hosts', headers: [...host, ...host], status: 400 },
  { name: 'an empty Host', headers: ['Host', ''], status: 400 },
  { name: 'an empty Transfer-Encoding', headers: [...host, 'Transfer-Encoding', ''], status: 400 },
  {
    name: 'Transfer-Encoding in HTTP/1.0',
    headers: ['Transfer-Encoding', 'chunked'],
    version: '1.0',
    status: 400,
  },
  {
    name: 'both lengths',
    headers: [...host, 'Transfer-Encoding', 'chunked', 'Content-Length', '3'],
    status: 400,
  },
  { name: 'a coding other than chunked', headers: [...host, 'transfer-encoding', 'gzip'], status: 501 },
  { name: 'a body one byte past the limit', headers: [...host, 'Content-Length', '101'], status: 413 },
];

for (const { name, headers, version, status } of refused) {
  test(`${name} is refused with ${status}`, () => {
    const result = checkHead(`HTTP/${version ?? '1.1'}`, headers, false, 100);
    assert.equal('status' in result && result.status, status);
  });
}

const taken: readonly {
  readonly name: string;
  readonly headers: readonly string[];
  readonly version?: string;
  readonly absolute?: boolean;
  readonly facts: unknown;
}[] = [
  { name: 'a GET', headers: host, facts: { hasBody: false, contentLength: null, isChunked: false } },
  {
    name: 'HTTP/1.0 without Host',
    headers: [],
    version: '1.0',
    facts: { hasBody: false, contentLength: null, isChunked: false },
  },
  {
    name: 'an absolute target without Host',
    headers: [],
    absolute: true,
    facts: { hasBody: false, contentLength: null, isChunked: false },
  },
  {
    name: 'a body of exactly the limit',
    headers: [...host, 'CONTENT-LENGTH', '100'],
    facts: { hasBody: true, contentLength: 100, isChunked: false },
  },
  {
    name: 'an announced empty body',
    headers: [...host, 'Content-Length', '0'],
    facts: { hasBody: false, contentLength: 0, isChunked: false },
  },
  {
    name: 'chunks',
    headers: [...host, 'Transfer-Encoding', 'Chunked'],
    facts: { hasBody: true, contentLength: null, isChunked: true },
  },
];

for (const { name, headers, version, absolute, facts } of taken) {
  test(`${name} is taken`, () => {
    assert.deepEqual(checkHead(`HTTP/${version ?? '1.1'}`, headers, absolute ?? false, 100), facts);
  });
}
