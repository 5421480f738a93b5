// Writes the man page of tsgi from the table that its command line is read with.

import { readFileSync, writeFileSync } from 'node:fs';
import { formatManPage } from '../dist/src/server/options/pages/man-page.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
writeFileSync(new URL('../dist/tsgi.1', import.meta.url), formatManPage(version));
