import type { ThemeName } from '../dashboard/model/themes.js';
import type { DrawnTheme } from './colour/themes.js';
import { isLightByVariable, mayBeAsked } from './terminal-abilities.js';

interface Asked {
  readonly term: string;
  /** `$COLORFGBG`. */
  readonly colorfgbg: string | null;
  readonly nowMs: () => number;
}

/** An answer is waited for as long before the shell would get it; terminals that do not know the question stay silent. */
const ANSWER_LIMIT_MS = 400;
/** `ESC ] 11 ; ?` asks for the colour of the background. */
export const ASK_BACKGROUND = '\x1b]11;?\x1b\\';

/** The terminal's background, asked at most once. Nothing waits for the answer but the end of the program. */
export class BackgroundQuestion {
  readonly #options: Asked;
  #isLight: boolean | null;
  #askedMs: number | null = null;
  #answered: (() => void) | null = null;

  constructor(options: Asked) {
    this.#options = options;
    this.#isLight = isLightByVariable(options.colorfgbg);
  }

  /** The question to write; null where it has been asked, or must not be. */
  toAsk(theme: ThemeName): string | null {
    if (theme !== 'auto' || this.#askedMs !== null || !mayBeAsked(this.#options.term)) return null;
    this.#askedMs = this.#options.nowMs();
    return ASK_BACKGROUND;
  }

  /** The theme that `theme` comes down to. */
  drawn(theme: ThemeName): DrawnTheme {
    if (theme !== 'auto') return theme;
    return this.#isLight === true ? 'light' : 'default';
  }

  /** Time that an answer may still take. Meanwhile a lone ESC is likely its beginning. */
  get pendingMs(): number {
    if (this.#askedMs === null || this.#answered === DONE) return 0;
    return Math.max(0, this.#askedMs + ANSWER_LIMIT_MS - this.#options.nowMs());
  }

  answer(isLight: boolean): void {
    this.#isLight = isLight;
    this.#answered?.();
    this.#answered = DONE;
  }

  /** When the answer is there, or will not come. */
  settled(): Promise<void> {
    const pendingMs = this.pendingMs;
    if (pendingMs === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pendingMs);
      this.#answered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const DONE = (): void => {};
