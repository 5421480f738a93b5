/** A program's command line as shells complete it: both programs make one of their option tables. */
export interface CompletedProgram {
  readonly name: string;
  readonly options: readonly CompletedOption[];
  /** First words that change which options there are. */
  readonly commands?: readonly CompletedCommand[];
}

interface CompletedCommand {
  readonly name: string;
  /** One line. */
  readonly about: string;
  readonly options: readonly CompletedOption[];
}

export interface CompletedOption {
  /** With their dashes: `-d`, `--delay`. */
  readonly names: readonly string[];
  /** One line. */
  readonly about: string;
  readonly value: CompletedValue;
}

export type CompletedValue =
  | { readonly kind: 'none' }
  /** A number, a time, a text: nothing that a shell could know. */
  | { readonly kind: 'text' }
  | { readonly kind: 'file' }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Names with commas between them, `+`, `-` in front; which ones depends on another option. */
  | { readonly kind: 'names'; readonly choice: NameChoice };

/** `names[word]`, where the option `by` has that word; `names[otherwise]` without it. */
interface NameChoice {
  readonly by: string;
  readonly otherwise: string;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/** The one choice that there is; all options with names share it. */
export function nameChoiceOf({ options }: CompletedProgram): NameChoice | null {
  const [first = null] = options.flatMap(({ value }) => (value.kind === 'names' ? [value.choice] : []));
  return first;
}

/** For a shell's single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
