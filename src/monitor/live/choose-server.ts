import type { Frame } from '../dashboard/drawing/frame.js';
import type { ThemeName } from '../dashboard/model/themes.js';
import type { FoundStats } from '../discovery/find-servers.js';
import { openTerminal, type Terminal } from '../terminal/terminal.js';
import { hitAt } from './hit-test.js';
import { type LiveHost, ownProcess } from './live-host.js';
import { type Choice, type Chooser, chooserFrame, chosen, moved, pressed } from './server-chooser.js';

export interface ChooserLook {
  readonly theme: ThemeName;
  readonly mouse: boolean;
}

/** Asks in the terminal; null: the user left. */
export async function chooseServer(
  found: readonly FoundStats[],
  look: ChooserLook,
  host: LiveHost = ownProcess(),
): Promise<FoundStats | null> {
  const asked = await new Promise<Asked>((resolve) => new Question(found, look, host, resolve).start());
  await asked.terminal.close();
  return asked.found;
}

interface Asked {
  readonly found: FoundStats | null;
  readonly terminal: Terminal;
}

class Question {
  readonly #answered: (asked: Asked) => void;
  readonly #terminal: Terminal;
  #chooser: Chooser;
  #frame: Frame;

  constructor(
    found: readonly FoundStats[],
    look: ChooserLook,
    host: LiveHost,
    answered: (asked: Asked) => void,
  ) {
    this.#answered = answered;
    this.#chooser = { found, selected: 0 };
    this.#terminal = openTerminal(
      {
        input: host.input,
        output: host.output,
        term: host.env.TERM ?? '',
        colorterm: host.env.COLORTERM ?? null,
        colorfgbg: host.env.COLORFGBG ?? null,
        colors: !host.env.NO_COLOR,
        process: host.process,
        ...look,
      },
      {
        key: (key) => this.#take(key.name === 'ctrl-z' ? this.#suspended() : pressed(this.#chooser, key)),
        paste: () => {},
        click: ({ x, y }) => this.#click(x, y),
        wheel: ({ steps }) => this.#take(moved(this.#chooser, this.#chooser.selected + steps)),
        resized: () => this.#draw(),
        resumed: () => this.#draw(),
        ready: () => {},
      },
    );
    this.#frame = chooserFrame(this.#chooser, this.#terminal.size);
  }

  start(): void {
    this.#draw();
  }

  #take(choice: Choice): void {
    if (choice.kind === 'still') {
      this.#chooser = choice.chooser;
      this.#draw();
      return;
    }
    this.#answered({ found: choice.kind === 'chosen' ? choice.found : null, terminal: this.#terminal });
  }

  #click(x: number, y: number): void {
    const target = hitAt(this.#frame, x, y);
    if (target?.kind === 'menu-item') this.#take(chosen(this.#chooser, target.index));
  }

  #suspended(): Choice {
    this.#terminal.suspend();
    return { kind: 'still', chooser: this.#chooser };
  }

  #draw(): void {
    this.#frame = chooserFrame(this.#chooser, this.#terminal.size);
    this.#terminal.draw(this.#frame);
  }
}
