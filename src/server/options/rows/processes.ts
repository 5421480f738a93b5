import type { Draft, OptionGroup } from './option.js';
import { field, row, switchMasterOn } from './option-rows.js';
import { flag, identity, path, text } from './option-values.js';

export const PROCESS_OPTIONS: OptionGroup = {
  title: 'Process',
  options: [
    field('uid immediate-uid', ['process', 'uid'], identity('USER'), 'run as this user'),
    field('gid immediate-gid', ['process', 'gid'], identity('GROUP'), 'run as this group'),
    field('pidfile pidfile2', ['process', 'pidfile'], path, 'write the pid of the master to this file'),
    field(
      'safe-pidfile safe-pidfile2',
      ['process', 'safePidfile'],
      path,
      'write the pid of the master once the application has loaded',
    ),
    field('vacuum', ['process', 'vacuum'], flag, 'remove unix sockets and pid files on exit'),
    field(
      'daemonize daemonize2 d',
      ['process', 'daemonize'],
      path,
      'run in the background and log to this file',
    ),
    row('master-fifo', path, 'read commands from this FIFO', { also: switchMasterOn }, (draft, given) => {
      draft.config.process.masterFifos.push(given);
    }),
    field('auto-procname', ['process', 'autoProcname'], flag, 'give the processes speaking names in ps'),
    row('procname-prefix', text, 'prefix of the process names in ps', {}, (draft, given) => {
      namePrefix(draft, given);
    }),
    row(
      'procname-prefix-spaced',
      text,
      'prefix of the process names in ps, followed by a space',
      {},
      (draft, given) => {
        namePrefix(draft, `${given} `);
      },
    ),
  ],
};

function namePrefix(draft: Draft, prefix: string): void {
  draft.config.process.procnamePrefix = prefix;
  draft.config.process.autoProcname = true;
}
