// The parts of blessed and blessed-contrib that tstop uses, as one bundle can hold them. blessed finds its widgets and its
// descriptions of terminals by names that it makes at run time, in 60 files of which a screen needs a dozen.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const TERMINALS = ['xterm-256color', 'linux'];

export const blessedParts = {
  name: 'blessed, as far as it is used',
  setup({ onLoad, onResolve, initialOptions }) {
    const resolveDir = initialOptions.absWorkingDir;
    const part = (filter, contents) => {
      const namespace = `part ${filter.source}`;
      onResolve({ filter }, ({ path }) => ({ path, namespace }));
      onLoad({ filter: /.*/, namespace }, () => ({ contents, resolveDir }));
    };
    part(
      /^blessed$/,
      `exports.Node = require('blessed/lib/widgets/node.js');
       exports.Box = require('blessed/lib/widgets/box.js');
       exports.box = (options) => new exports.Box(options);`,
    );
    // Widths of tabs are asked of the screen that was opened last; ours has the width that is meant without one.
    part(/^\.\.\/$/, 'exports.screen = {};');
    part(/^lodash$/, `exports.max = require('lodash/max'); exports.merge = require('lodash/merge');`);
    onLoad({ filter: /blessed\/lib\/tput\.js$/ }, ({ path }) => ({ contents: withOwnTerminals(path) }));
    // Node warns of this outside of node_modules, on the user's terminal.
    onLoad({ filter: /drawille-blessed-contrib\/index\.js$/ }, ({ path }) => ({
      contents: replaced(readFileSync(path, 'utf8'), 'new Buffer(', 'Buffer.alloc('),
    }));
    onLoad({ filter: /terminal\/blessed\/[^/]+\.ts$/ }, ({ path }) => ({
      contents: withPlainRequire(readFileSync(path, 'utf8')),
      loader: 'ts',
    }));
  },
};

function withOwnTerminals(path) {
  const table = Object.fromEntries(TERMINALS.map((name) => [name, terminfo(name)]));
  return replaced(
    readFileSync(path, 'utf8'),
    "return this.injectTerminfo(__dirname + '/../usr/' + name);",
    `const data = Buffer.from(${JSON.stringify(table)}[name], 'base64');
     return this.inject(this.compile(this.parseTerminfo(data, name)));`,
  );
}

function terminfo(name) {
  return readFileSync(require.resolve(`blessed/usr/${name}`), 'base64');
}

/** As modules these files make a require() of their own, which no bundler looks behind. */
function withPlainRequire(source) {
  return source
    .replace(/^import \{ createRequire \} from 'node:module';$/m, '')
    .replace(/^const require = createRequire\(import\.meta\.url\);$/m, '');
}

function replaced(text, from, to) {
  if (text.split(from).length !== 2)
    throw new Error(`A part of blessed has this no longer, or twice: ${from}`);
  return text.replace(from, () => to);
}
