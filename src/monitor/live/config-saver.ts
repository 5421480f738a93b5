import { readConfigText } from '../cli/config-file.js';
import type { LoadedConfig } from '../cli/options.js';
import { UsageError } from '../cli/usage-error.js';
import type { Config } from '../config/config-shape.js';
import type { Message } from '../dashboard/model/message.js';
import type { Model } from '../dashboard/model/model.js';

type Outcome = Extract<Message, { readonly kind: 'save-ended' }>;

/**
 * Owns what is known of the configuration file: its text as it was last read or written here, and what the screen was
 * like then (its settings only: a model holds hours of samples). Only what was changed on the screen since goes into the file, one save at a time. What it takes is loaded by
 * the first one.
 */
export class ConfigSaver {
  readonly #path: string | null;
  readonly #dispatch: (message: Message) => void;
  #text: string | null;
  /** Settings at the start. Compared lazily, on the first save. */
  readonly #first: Model;
  #saved: Config | null = null;
  #busy = false;

  constructor(config: LoadedConfig, model: Model, dispatch: (message: Message) => void) {
    this.#path = config.path;
    this.#text = config.text;
    this.#first = model;
    this.#dispatch = dispatch;
  }

  /** `overwrite`: the user knows that another program has changed the file. */
  save(model: Model, overwrite: boolean): void {
    if (this.#busy) return;
    this.#busy = true;
    void this.#outcome(model, overwrite).then((outcome) => {
      this.#busy = false;
      this.#dispatch({ kind: 'save-ended', ...outcome, nowMs: Date.now() });
    });
  }

  async #outcome(model: Model, overwrite: boolean): Promise<Pick<Outcome, 'outcome' | 'text'>> {
    const path = this.#path;
    if (path === null) return { outcome: 'nothing', text: NO_FILE };
    try {
      return await this.#write(path, model, overwrite);
    } catch (error) {
      return { outcome: 'failed', text: failureText(path, error) };
    }
  }

  async #write(path: string, model: Model, overwrite: boolean): Promise<Pick<Outcome, 'outcome' | 'text'>> {
    const [{ changeableConfig }, { changedText }, { writeConfigFile }] = await Promise.all([
      import('../config/config-changes.js'),
      import('../config/changed-text.js'),
      import('./write-config-file.js'),
    ]);
    const now = readConfigText(path);
    const wanted = changeableConfig(model);
    const text = changedText(now, this.#saved ?? changeableConfig(this.#first), wanted);
    if (text === null) return { outcome: 'nothing', text: NOTHING_CHANGED };
    if (now !== this.#text && !overwrite) return { outcome: 'changed-meanwhile', text: path };
    await writeConfigFile(path, text);
    this.#text = text;
    this.#saved = wanted;
    return { outcome: 'saved', text: path };
  }
}

const NO_FILE = 'Not saved: tstop was told to use no configuration file, or there is no home for one';
const NOTHING_CHANGED =
  'Nothing to save: nothing was changed here, and what the command line says is not saved';

function failureText(path: string, error: unknown): string {
  if (error instanceof UsageError) return `Not saved: ${error.message}`;
  if (error instanceof Error && error.name === 'ConfigTextError') {
    return `Not saved, because the file has a mistake: ${path}, ${error.message}`;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return `Not saved: cannot write "${path}": ${REASONS[code] ?? (code || String(error))}`;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
  EDQUOT: 'no space left',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'a part of the path is in the way',
  ELOOP: 'a loop of symbolic links',
};
