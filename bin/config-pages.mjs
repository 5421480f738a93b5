// Writes what tells of tstop's configuration file from the table that reads it: the JSON Schema for editors, and the
// man page.

import { readFileSync, writeFileSync } from 'node:fs';
import { configManPage } from '../dist/src/monitor/config/config-man-page.js';
import { configSchema } from '../dist/src/monitor/config/config-shape.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const dist = new URL('../dist/', import.meta.url);
writeFileSync(new URL('tstop-config.schema.json', dist), `${JSON.stringify(configSchema(), null, 2)}\n`);
writeFileSync(new URL('tstop-config.5', dist), configManPage(version));
