/**
 * Reply of uWSGI's `--py-tracebacker`: a headline, then a line for each call of each thread, outermost
 * first, and an empty line behind each thread. uWSGI leaves out what is not ASCII, at times in the middle of a thread:
 * lines that cannot be read are passed over, and so is a last one that was cut off.
 */
export interface TracebackerThread {
  readonly name: string;
  /** Outermost first. */
  readonly frames: readonly TracebackerFrame[];
}

interface TracebackerFrame {
  readonly file: string;
  readonly line: number | null;
  readonly call: string;
  readonly source: string;
}

const HEADLINE = '*** uWSGI Python tracebacker output ***';
/** A recursion a thousand deep is still shown whole. */
const MAX_FRAMES = 5000;

/** Null for what does not come from a tracebacker. */
export function parseTracebackerReply(text: string): readonly TracebackerThread[] | null {
  const [headline, ...lines] = text.split('\n');
  if (headline !== HEADLINE || lines.length === 0) return null;
  const threads: { name: string; frames: TracebackerFrame[] }[] = [];
  let open: (typeof threads)[number] | null = null;
  // The text after the last line end is a line that was cut off.
  for (const line of lines.slice(0, -1).slice(0, MAX_FRAMES)) {
    const found = parseFrame(line);
    if (found === null) {
      if (line === '') open = null;
      continue;
    }
    if (open === null || open.name !== found.name) {
      open = { name: found.name, frames: [] };
      threads.push(open);
    }
    open.frames.push(found.frame);
  }
  return threads;
}

const LABELS = ['thread_id = ', ' filename = ', ' lineno = ', ' function = '] as const;
const SOURCE = ' line = ';

/** Names may hold the words between them; the first of each is taken. In one pass, whatever the line holds. */
function parseFrame(line: string): { readonly name: string; readonly frame: TracebackerFrame } | null {
  const values: string[] = [];
  let from = 0;
  for (const [index, label] of LABELS.entries()) {
    const at = line.indexOf(label, from);
    if (at === -1 || (index === 0 && at !== 0)) return null;
    if (index > 0) values.push(line.slice(from, at));
    from = at + label.length;
  }
  const [name = '', file = '', number = ''] = values;
  if (!/^-?\d+$/.test(number)) return null;
  const source = line.indexOf(SOURCE, from);
  const call = source === -1 ? line.slice(from) : line.slice(from, source);
  const code = source === -1 ? '' : line.slice(source + SOURCE.length);
  return { name, frame: { file, line: lineNumber(number), call, source: code } };
}

function lineNumber(text: string): number | null {
  const number = Number(text);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}
