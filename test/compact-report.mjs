// Turns the events of node's test runner into a log that people read: one line for each file, skips with their
// reason, failures in full, and the runner's own closing lines last.

import { relative } from 'node:path';
import { inspect } from 'node:util';

/**
 * Reads the whole stream and writes to standard output. Resolves with what the exit code hangs on.
 * The runner hands over one file's results after the other's, so a file is done when the next one begins.
 */
export async function compactReport(events, folder) {
  const name = (path) => relative(folder, path ?? '').replace(/\.test\.m?js$/, '');
  const durations = new Map();
  const failures = [];
  const closing = [];
  let skipped = 0;
  let file = null;
  const finishFile = () => {
    if (file !== null) console.log(fileLine(name(file.path), file, durations.get(file.path)));
  };
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') process.stderr.write(data.message);
    if (type === 'test:diagnostic' && data.file === undefined) closing.push(`# ${data.message}`);
    if (type === 'test:complete' && data.name === data.file)
      durations.set(data.file, data.details.duration_ms);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (file?.path !== data.file) {
      finishFile();
      file = { path: data.file, tests: 0, failed: false };
    }
    if (data.details.type !== 'suite') file.tests += 1;
    if (type === 'test:fail') file.failed = true;
    if (type === 'test:fail' && isOwnFailure(data)) failures.push(data);
    if (data.skip === undefined) continue;
    skipped += 1;
    console.log(`skipped  ${name(data.file)}: ${data.name}: ${data.skip}`);
  }
  finishFile();
  for (const failure of failures) console.log(failureText(name(failure.file), failure));
  console.log(closing.join('\n'));
  return { failed: failures.length > 0, skipped };
}

/** A parent fails because a child did; only the child says why. */
function isOwnFailure(data) {
  return data.details.error?.failureType !== 'subtestsFailed';
}

function fileLine(name, file, durationMs) {
  const seconds = durationMs === undefined ? '' : `  ${(durationMs / 1000).toFixed(1)} s`;
  return `${file.failed ? 'FAILED ' : 'ok     '}  ${name}  ${file.tests} tests${seconds}`;
}

function failureText(name, data) {
  const error = data.details.error;
  const text = inspect(error?.cause ?? error, { depth: 4, maxStringLength: 8000 });
  return `\nFAILED   ${name}: ${data.name} (line ${data.line})\n${text.replace(/^/gm, '    ')}\n`;
}
