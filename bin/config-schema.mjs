// Writes the JSON Schema of tstop's configuration file, dist/tstop-config.schema.json, from the table that reads it.

import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { configSchema } = await import('../dist/src/monitor/config/config-shape.js');

writeFileSync(join(root, 'dist', 'tstop-config.schema.json'), `${JSON.stringify(configSchema(), null, 2)}\n`);
