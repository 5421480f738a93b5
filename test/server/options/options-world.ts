import assert from 'node:assert/strict';
import type { ServerConfig } from '../../../src/server/options/config/server-config.js';
import { UsageError } from '../../../src/server/options/errors/usage-error.js';
import type { Environment, OptionsIo } from '../../../src/server/options/files/options-io.js';
import { type Command, parseServerConfig } from '../../../src/server/options/reading/read-options.js';

export interface World {
  /** Texts of files by path; relative paths are below /srv/app. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Environment;
  readonly globs?: Readonly<Record<string, readonly string[]>>;
}

/** The command that `tsgi` with these words means, on an imaginary machine. */
export function readCommand(argv: readonly string[], world: World = {}): Command {
  return parseServerConfig(argv, world.environment ?? {}, fakeIo(world));
}

export function readConfig(argv: readonly string[], world: World = {}): ServerConfig {
  const command = readCommand(argv, world);
  assert.equal(command.kind, 'serve');
  return command.kind === 'serve' ? command.config : assert.fail();
}

/** `app.ini` with these lines in its section. */
export function readIni(lines: string, world: World = {}): ServerConfig {
  const files = { ...world.files, 'app.ini': `[uwsgi]\n${lines}\n` };
  return readConfig(['app.ini'], { ...world, files });
}

/** The lines between the first two and the last of `--show-config`. */
export function shown(argv: readonly string[], world: World = {}): readonly string[] {
  const command = readCommand([...argv, '--show-config'], world);
  const text = command.kind === 'serve' ? command.shownConfig : null;
  return (text ?? '').split('\n').slice(2, -2);
}

export function complaint(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return error.message;
  }
  assert.fail('nothing was complained about');
}

export function fakeIo({ files = {}, globs = {} }: World): OptionsIo {
  const paths = new Map(Object.entries(files).map(([path, text]) => [absolute(path), text]));
  return {
    readFile(path) {
      const text = paths.get(absolute(path));
      return text === undefined ? { failure: 'No such file or directory' } : { text, path: absolute(path) };
    },
    kindOf(path) {
      if (paths.has(absolute(path))) return 'file';
      return [...paths.keys()].some((file) => file.startsWith(`${absolute(path)}/`)) ? 'directory' : null;
    },
    glob: (pattern) => globs[pattern] ?? [],
    facts: () => ({
      workingDirectory: '/srv/app',
      hostName: 'web1',
      cpus: 4,
      uid: 1000,
      userName: 'www',
      gid: 1001,
      groupName: 'web',
      nowMs: 1_795_364_000_123,
    }),
    version: '1.2.3',
  };
}

function absolute(path: string): string {
  return path.startsWith('/') ? path : `/srv/app/${path}`;
}
