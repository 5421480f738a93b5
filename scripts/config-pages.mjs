// Writes the pages of tstop from the tables that it reads by: its man page, and for the configuration file a man page
// and the JSON Schema for editors.

import { readFileSync, writeFileSync } from 'node:fs';
import { formatManPage } from '../dist/src/monitor/cli/man-page.js';
import { configManPage } from '../dist/src/monitor/config/config-man-page.js';
import { configSchema } from '../dist/src/monitor/config/config-shape.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const dist = new URL('../dist/', import.meta.url);
writeFileSync(new URL('tstop-config.schema.json', dist), `${JSON.stringify(configSchema(), null, 2)}\n`);
writeFileSync(new URL('tstop-config.5', dist), configManPage(version));
writeFileSync(new URL('tstop.1', dist), formatManPage(version));
