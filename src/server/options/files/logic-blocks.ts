/**
 * `if-…` to `endif` and `for…` to `endfor` as a tree. uWSGI has no blocks inside blocks; here they may be, so that each
 * configuration that it reads means the same. A block without an end reaches to the end of its file.
 */
import { UsageError } from '../errors/usage-error.js';

export interface SettingLine {
  readonly name: string;
  /** `true` is a bare flag of the command line. */
  readonly value: string | true;
  /** `app.ini:3`; empty on the command line. */
  readonly place: string;
}

export type LogicNode<Line extends SettingLine> =
  | { readonly kind: 'line'; readonly line: Line }
  | {
      readonly kind: 'if' | 'for';
      readonly opening: Line;
      readonly body: readonly LogicNode<Line>[];
      readonly closing: Line | null;
    };

/** @throws UsageError for blocks that are nested too deep */
export function buildBlocks<Line extends SettingLine>(lines: readonly Line[]): readonly LogicNode<Line>[] {
  const top: LogicNode<Line>[] = [];
  const open: OpenBlock<Line>[] = [];
  for (const line of lines) {
    const kind = opens(line.name);
    const closed = closes(line.name);
    if (kind !== null) openBlock(open, kind, line);
    else if (closed !== null && open.some((block) => block.kind === closed))
      closeBlocks(open, top, closed, line);
    else (open.at(-1)?.body ?? top).push({ kind: 'line', line });
  }
  while (open.length > 0) closeLast(open, top, null);
  return top;
}

interface OpenBlock<Line extends SettingLine> {
  readonly kind: 'if' | 'for';
  readonly opening: Line;
  readonly body: LogicNode<Line>[];
}

const DEEPEST = 16;

function opens(name: string): 'if' | 'for' | null {
  if (/^for(?:-glob|-times|-readline)?$/.test(name)) return 'for';
  return /^if(?:-(?:not-)?(?:env|opt|exists|file|dir|directory|plugin|reload|hostname|hostname-match)|env|exists|dir|plugin)$/.test(
    name,
  )
    ? 'if'
    : null;
}

function closes(name: string): 'if' | 'for' | null {
  if (name === 'endif' || name === 'end-if') return 'if';
  return name === 'endfor' || name === 'end-for' ? 'for' : null;
}

function openBlock<Line extends SettingLine>(
  open: OpenBlock<Line>[],
  kind: 'if' | 'for',
  opening: Line,
): void {
  if (open.length === DEEPEST) {
    throw new UsageError(
      `${opening.place}: more than ${DEEPEST} blocks inside each other; is an endif missing?`,
    );
  }
  open.push({ kind, opening, body: [] });
}

function closeBlocks<Line extends SettingLine>(
  open: OpenBlock<Line>[],
  top: LogicNode<Line>[],
  kind: 'if' | 'for',
  closing: Line,
): void {
  // Blocks further in that have no end of their own end here, too.
  while (open.at(-1)?.kind !== kind) closeLast(open, top, null);
  closeLast(open, top, closing);
}

function closeLast<Line extends SettingLine>(
  open: OpenBlock<Line>[],
  top: LogicNode<Line>[],
  closing: Line | null,
): void {
  const block = open.pop();
  if (block !== undefined) (open.at(-1)?.body ?? top).push({ ...block, closing });
}
