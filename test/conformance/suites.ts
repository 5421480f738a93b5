// The judges that lie beside the checkout (../shared/suites): each is a Python program that asks a running server and
// ends with a line `SCORE suite: …`. Where they are not, there is nothing to run.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../fixtures.js';

const folder = join(projectRoot, '..', 'shared', 'suites');

export const suitesFolder: string | null = existsSync(folder) ? folder : null;

export interface Suite {
  readonly name: 'wsgi-conformance' | 'http11probe' | 'uwsgi-proto';
  readonly protocol: 'http' | 'uwsgi';
  /** In the folder `apps` of the suites, which is the server's working directory. */
  readonly application: string;
  readonly options?: readonly string[];
}

export const suites: readonly Suite[] = [
  { name: 'wsgi-conformance', protocol: 'http', application: 'conf_app.py' },
  { name: 'http11probe', protocol: 'http', application: 'probe_app.py' },
  // 65535: no limit smaller than what the protocol has. uWSGI's own default is 4096.
  { name: 'uwsgi-proto', protocol: 'uwsgi', application: 'conf_app.py', options: ['--buffer-size', '65535'] },
];

export interface Verdict {
  /** Text after `SCORE suite:`. */
  readonly score: string;
  /** All that the judge said: its complaints, case by case. */
  readonly report: string;
}

/** @param address `127.0.0.1:PORT` of a server that runs the suite's application */
export function runSuite({ name, options }: Suite, address: string): Promise<Verdict> {
  const [host = '', port = ''] = address.split(':');
  return new Promise((resolve, reject) => {
    const args = [join(folder, name, 'run.py'), host, port, ...(options ?? [])];
    const child = spawn('python3', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let report = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      report += text;
    });
    child.on('error', reject);
    child.on('close', () => {
      const score = /^SCORE [\w-]+: (.*)$/m.exec(report)?.[1];
      if (score === undefined) reject(new Error(`${name} gave no score:\n${report}`));
      else resolve({ score, report });
    });
  });
}

/** `MUST 76/76` → [76, 76]. @throws Error when the score has no such part */
export function partOf(score: string, label: string): readonly [number, number] {
  const found = new RegExp(`${label}:? (\\d+)/(\\d+)`).exec(score);
  if (found === null) throw new Error(`"${score}" says nothing about ${label}`);
  return [Number(found[1]), Number(found[2])];
}
