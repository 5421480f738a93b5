import type { ReaderLine } from '../files/config-lines.js';
import type { Environment } from '../files/options-io.js';
import { optionFor } from '../rows/option-table.js';

/** `UWSGI_HTTP_SOCKET=:9090` as `http-socket`. What uWSGI itself sets for its children is passed over. */
export function environmentLines(environment: Environment): readonly ReaderLine[] {
  return Object.entries(environment).flatMap(([variable, value = '']) => {
    if (!variable.startsWith('UWSGI_') || OWN.test(variable)) return [];
    const name = variable.slice('UWSGI_'.length).toLowerCase().replaceAll('_', '-');
    const option = optionFor(name);
    // UWSGI_VERSION is set by many images to say which one was installed.
    if (name === '' || option?.effect.kind === 'command') return [];
    if (value === '' && option?.argument === 'required') return [];
    return [{ name, value, place: `$${variable}`, file: null }];
  });
}

const OWN = /^UWSGI_(?:RELOADS|VASSALS?_|EMPEROR_|BROODLORD_|JAIL_|ORIGINAL_|MASTER_PID|SCHEME$|APPID$)/;
