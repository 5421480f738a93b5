/**
 * One request as lines of text, wrapped to a width: what is known of it, then all of its variables as received. Counted
 * by `update` for scrolling, drawn by the view. Cleaned; secrets are redacted unless `reveal`.
 */
import type { RequestSample } from '../../metrics/sample/sample.js';
import { cleanText } from '../../text/clean.js';
import { formatAge } from '../../text/format.js';
import { isSecretVariable, redactVariable, type Secrets } from '../../text/redact.js';
import { clipText } from '../../text/width.js';

export interface RequestLine {
  readonly kind: 'fact' | 'variable' | 'secret' | 'note';
  /** Empty where a value goes on. */
  readonly label: string;
  readonly text: string;
}

interface RequestView extends Secrets {
  readonly request: RequestSample;
  /** It was not in the newest reading any more. */
  readonly ended: boolean;
}

/** Cells of the label, a blank included. */
export function requestLabelCells(width: number): number {
  return Math.min(26, Math.floor(width * 0.4));
}

/** `width` counts label and text together. */
export function requestLines(shown: RequestView, width: number): readonly RequestLine[] {
  const room = Math.max(10, width - requestLabelCells(width));
  return [...facts(shown), ...variables(shown)].flatMap((line) =>
    wrapped(line, line.kind === 'note' ? Math.max(10, width) : room),
  );
}

function facts({ request, ended }: RequestView): readonly RequestLine[] {
  const fact = (label: string, text: string): RequestLine => ({ kind: 'fact', label, text });
  const pid = request.pid === null ? '' : `  pid ${request.pid}`;
  return [
    ...(ended ? [note('not in flight at this moment: this is how it was seen last')] : []),
    fact('worker.core', `${request.slot}.${request.core}${pid}`),
    fact('age', formatAge(request.ageSeconds)),
    fact('request', [request.method, request.uri].filter((part) => part !== null).join(' ') || '-'),
    note(''),
  ];
}

function variables({ request, reveal, alsoSecret }: RequestView): readonly RequestLine[] {
  if (request.vars.length === 0) return [note('The server tells no variables of this request')];
  return request.vars.slice(0, MAX_VARIABLES).map((variable) => {
    const split = variable.indexOf('=');
    const name = split === -1 ? variable : variable.slice(0, split);
    const value = split === -1 ? '' : variable.slice(split + 1);
    const hidden = redactVariable(name, value, { reveal: false, alsoSecret });
    const kind = hidden === value && !isSecretVariable(name, alsoSecret) ? 'variable' : 'secret';
    const shown = reveal ? value : hidden;
    return { kind, label: cleanText(name, 256), text: cleanText(shown) };
  });
}

const MAX_VARIABLES = 1000;

function note(text: string): RequestLine {
  return { kind: 'note', label: '', text };
}

/** Values are no prose: they break wherever the line ends. */
function wrapped({ kind, label, text }: RequestLine, room: number): readonly RequestLine[] {
  const lines: RequestLine[] = [];
  let rest = cleanText(text);
  do {
    const part = clipText(rest, room) || rest.slice(0, 1);
    lines.push({ kind, label: lines.length === 0 ? label : '', text: part });
    rest = rest.slice(part.length);
  } while (rest !== '');
  return lines;
}
