// Turns the events of node's test runner into a log that people read: one line for each file, skips with their
// reason, failures in full, and the runner's own closing lines. When something failed, one line for each failure comes
// last, because a CI server shows only the end of a long log.

import { relative } from 'node:path';
import { inspect } from 'node:util';

const LONGEST_REASON = 300;

/**
 * Reads the whole stream and writes to standard output. Resolves with what the exit code hangs on:
 * whether anything failed, and how many tests were skipped.
 */
export async function compactReport(events, folder) {
  const report = new Report(folder);
  for await (const { type, data } of events) report.take(type, data);
  return report.finish();
}

/** The runner hands over one file's results after the other's, so a file is done when the next one begins. */
class Report {
  #folder;
  #durations = new Map();
  #failures = [];
  #began = performance.now();
  /** The runner's closing lines, `tests 12`; it runs once for each file. */
  #closing = new Map();
  #failed = false;
  #skipped = 0;
  #file = null;

  constructor(folder) {
    this.#folder = folder;
  }

  take(type, data) {
    if (type === 'test:stdout' || type === 'test:stderr') process.stderr.write(data.message);
    if (type === 'test:diagnostic' && data.file === undefined) this.#add(data.message);
    if (type === 'test:complete' && data.name === data.file) {
      this.#durations.set(data.file, data.details.duration_ms);
    }
    if (type === 'test:pass' || type === 'test:fail') this.#takeResult(data, type === 'test:fail');
  }

  finish() {
    this.#finishFile();
    for (const failure of this.#failures) console.log(failureText(this.#name(failure.file), failure));
    for (const [name, number] of this.#closing) console.log(`# ${name} ${number}`);
    for (const failure of this.#failures) console.log(failureLine(this.#name(failure.file), failure));
    return { failed: this.#failed, skipped: this.#skipped };
  }

  #add(line) {
    const [name, number] = line.split(' ');
    const ownMs = performance.now() - this.#began;
    const sum = (this.#closing.get(name) ?? 0) + Number(number);
    this.#closing.set(name, name === 'duration_ms' ? ownMs : sum);
  }

  #takeResult(data, failed) {
    if (this.#file?.path !== data.file) {
      this.#finishFile();
      this.#file = { path: data.file, tests: 0, failed: false };
    }
    if (data.details.type !== 'suite') this.#file.tests += 1;
    if (failed) this.#takeFailure(data);
    if (data.skip === undefined) return;
    this.#skipped += 1;
    console.log(`skipped  ${this.#name(data.file)}: ${data.name}: ${data.skip}`);
  }

  #takeFailure(data) {
    this.#failed = true;
    this.#file.failed = true;
    if (isOwnFailure(data)) this.#failures.push(data);
  }

  #finishFile() {
    if (this.#file === null) return;
    const { path } = this.#file;
    console.log(fileLine(this.#name(path), this.#file, this.#durations.get(path)));
  }

  #name(path) {
    return relative(this.#folder, path ?? '').replace(/\.test\.m?js$/, '');
  }
}

/** A parent fails because a child did; only the child says why. */
function isOwnFailure(data) {
  return data.details.error?.failureType !== 'subtestsFailed';
}

function fileLine(name, file, durationMs) {
  const seconds = durationMs === undefined ? '' : `  ${(durationMs / 1000).toFixed(1)} s`;
  return `${file.failed ? 'FAILED ' : 'ok     '}  ${name}  ${file.tests} tests${seconds}`;
}

function failureLine(name, data) {
  const error = reasonOf(data);
  const words = `${error?.message ?? error}`.replace(/\s+/g, ' ').trim();
  const reason = words.length > LONGEST_REASON ? `${words.slice(0, LONGEST_REASON)}…` : words;
  return `FAILED   ${name}: ${data.name}: ${reason}`;
}

/** The runner wraps the error that the test threw. */
function reasonOf({ details: { error } }) {
  return error?.cause ?? error;
}

function failureText(name, data) {
  const text = inspect(reasonOf(data), { depth: 4, maxStringLength: 8000 });
  return `\nFAILED   ${name}: ${data.name} (line ${data.line})\n${text.replace(/^/gm, '    ')}\n`;
}
