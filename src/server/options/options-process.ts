import type { Draft, OptionGroup } from './option.js';
import { field, row, switchMasterOn } from './option-rows.js';
import { flag, path, text } from './option-values.js';

export const processOptions: OptionGroup = {
  title: 'Process',
  options: [
    field('uid', ['process', 'uid'], text, 'run as this user', { placeholder: 'USER' }),
    field('gid', ['process', 'gid'], text, 'run as this group', { placeholder: 'GROUP' }),
    field('pidfile pidfile2', ['process', 'pidfile'], path, 'write the pid of the master there'),
    field(
      'safe-pidfile safe-pidfile2',
      ['process', 'safePidfile'],
      path,
      'the same, once the application is loaded',
    ),
    field('vacuum', ['process', 'vacuum'], flag, 'remove unix sockets and pid files at the end'),
    field('daemonize daemonize2 d', ['process', 'daemonize'], path, 'go to the background, log to this file'),
    row('master-fifo', path, 'take commands from this fifo', { also: switchMasterOn }, (draft, given) => {
      draft.config.process.masterFifos.push(given);
    }),
    field('auto-procname', ['process', 'autoProcname'], flag, 'name the processes in ps'),
    row('procname-prefix', text, 'put in front of these names', {}, (draft, given) => {
      namePrefix(draft, given);
    }),
    row('procname-prefix-spaced', text, 'the same with a space behind it', {}, (draft, given) => {
      namePrefix(draft, `${given} `);
    }),
  ],
};

function namePrefix(draft: Draft, prefix: string): void {
  draft.config.process.procnamePrefix = prefix;
  draft.config.process.autoProcname = true;
}
