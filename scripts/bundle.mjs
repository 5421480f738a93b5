// Joins the modules of each program into two CommonJS files. Node needs a third of a millisecond for each module that it finds, and
// its ES module loader some more; a script that calls `tstop --once` a hundred times an hour should not pay for our
// love of small files. Nor should it pay for reading what it does not use: the live view is a file of its own, loaded
// when somebody looks, and tsgi's master and gateways are two programs. Modules that are imported lazily stay lazy: they are evaluated when they are asked for.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { blessedParts } from './blessed-bundle.mjs';
import { lazyModules } from './lazy-modules.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

let liveViewImports = 0;
const liveView = {
  name: 'live view',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/live\/runtime\.js$/ }, () => {
      liveViewImports += 1;
      return { path: './tstop-live.cjs', external: true };
    });
  },
};

/**
 * V8 keeps a source of Latin letters in half the memory, and reads one without blanks and comments sooner. Names stay, and so
 * do lines: what a crash prints is read by people.
 */
const SMALL = { charset: 'ascii', minifySyntax: true, minifyWhitespace: true, lineLimit: 160 };

const lazy = lazyModules(['commander', 're2js']);

await Promise.all([
  bundle('src/monitor/main.ts', 'dist/tstop.cjs', { ...SMALL, plugins: [lazy, liveView] }),
  bundle(null, 'dist/tstop-live.cjs', { ...SMALL, stdin: liveMain(), plugins: [lazy, blessedParts] }),
  bundle('src/server/main.ts', 'dist/tsgi.cjs', {}),
  bundle('src/server/gateway/gateway-process.ts', 'dist/tsgi-gateway.cjs', {}),
]);
if (liveViewImports === 0) throw new Error('src/monitor/main.ts no longer imports ./live/runtime.js');

/**
 * All of tstop with the live view, for those who look: what both parts know is evaluated once. `dist/tstop.cjs` takes the view from
 * here if it turns out to be wanted.
 */
function liveMain() {
  const contents = `
    export { findAddress, runDashboard } from './src/monitor/live/runtime.js';
    export { main } from './src/monitor/main.js';`;
  return { contents, resolveDir: root, loader: 'ts' };
}

function bundle(entry, outfile, options) {
  return build({
    absWorkingDir: root,
    ...(entry === null ? {} : { entryPoints: [join(root, entry)] }),
    outfile: join(root, outfile),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // A real import() would start Node's ES module loader, which costs more than all that it loads here.
    supported: { 'dynamic-import': false },
    // WebSockets and patterns are loaded when they are needed; blessed could open terminals of its own with the other two.
    external: ['re2js', 'ws', 'term.js', 'pty.js'],
    // CommonJS has no import.meta.
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'importMetaUrl' },
    logLevel: 'warning',
    ...options,
  });
}
