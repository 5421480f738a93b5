// Joins tstop's modules into one CommonJS file. Node needs a third of a millisecond for each module that it finds,
// and its ES module loader some more; a script that calls `tstop --once` a hundred times an hour should not pay for
// our love of small files. Modules that are imported lazily stay lazy: they are evaluated when they are asked for.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await build({
  entryPoints: [join(root, 'src/monitor/main.ts')],
  outfile: join(root, 'dist/tstop.cjs'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // blessed looks its parts up by names that it makes at run time; charts and WebSockets are loaded when they are needed.
  external: ['blessed', 'blessed-contrib', 'ws'],
  // CommonJS has no import.meta.
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': 'importMetaUrl' },
  logLevel: 'warning',
});
