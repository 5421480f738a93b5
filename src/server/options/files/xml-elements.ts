/** As much of XML as configurations have: elements, attributes, texts, CDATA, comments. No document types, no entities of one's own. */

import { shownText } from '../errors/shown-text.js';
import { UsageError } from '../errors/usage-error.js';

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own texts, put together. */
  readonly text: string;
  /** There is nothing in it, not even a space. */
  readonly isEmpty: boolean;
  /** Of the line in which it begins. */
  readonly number: number;
}

/** @throws UsageError that begins with the number of the line */
export function parseXml(text: string): XmlElement {
  return new XmlReader(text).read();
}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
  readonly number: number;
}

const DEEPEST = 16;
const NAME = '[A-Za-z_][\\w:.-]*';
const TOKENS = new RegExp(
  [
    '(?<passed><!--[^]*?-->|<\\?[^]*?\\?>|<!DOCTYPE[^[>]*>)',
    '<!\\[CDATA\\[(?<cdata>[^]*?)\\]\\]>',
    `</(?<closes>${NAME})\\s*>`,
    `<(?<opens>${NAME})(?<attributes>(?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(?<slash>/?)>`,
    '(?<text>[^<]+)',
  ].join('|'),
  'y',
);

class XmlReader {
  readonly #text: string;
  readonly #open: OpenElement[] = [];
  #root: XmlElement | null = null;
  #number = 1;

  constructor(text: string) {
    this.#text = text;
  }

  read(): XmlElement {
    const tokens = new RegExp(TOKENS);
    while (tokens.lastIndex < this.#text.length) {
      const at = tokens.lastIndex;
      const { groups } = tokens.exec(this.#text) ?? {};
      if (groups === undefined)
        throw this.#wrong(`no XML from here on: ${shownText(this.#text.slice(at, at + 20))}`);
      this.#take(groups);
      this.#number += this.#text.slice(at, tokens.lastIndex).split('\n').length - 1;
    }
    const [unclosed] = this.#open;
    if (unclosed !== undefined) throw this.#wrong(`<${unclosed.name}> has no end`);
    if (this.#root === null) throw this.#wrong('there is no element');
    return this.#root;
  }

  #take(token: Readonly<Record<string, string | undefined>>): void {
    if (token['opens'] !== undefined)
      this.#begin(token['opens'], token['attributes'] ?? '', token['slash'] === '/');
    else if (token['closes'] !== undefined) this.#end(token['closes']);
    else if (token['cdata'] !== undefined) this.#addText(token['cdata']);
    else if (token['text'] !== undefined) this.#addText(this.#withEntities(token['text']));
  }

  #begin(name: string, attributes: string, isWhole: boolean): void {
    if (this.#root !== null) throw this.#wrong('there is a second element outside of all others');
    if (this.#open.length === DEEPEST) throw this.#wrong(`more than ${DEEPEST} elements inside each other`);
    const named = new Map<string, string>();
    for (const [, key = '', quoted = ''] of attributes.matchAll(/([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g)) {
      named.set(key, this.#withEntities(quoted.slice(1, -1)));
    }
    this.#open.push({ name, attributes: named, children: [], text: '', number: this.#number });
    if (isWhole) this.#end(name);
  }

  #end(name: string): void {
    const element = this.#open.pop();
    if (element?.name !== name) throw this.#wrong(`</${name}> ends nothing that is open`);
    const isEmpty = element.text === '' && element.children.length === 0;
    const whole = { ...element, isEmpty };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = whole;
    else parent.children.push(whole);
  }

  #addText(text: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += text;
    else if (text.trim() !== '') throw this.#wrong('there is a text outside of all elements');
  }

  #withEntities(text: string): string {
    return text.replace(/&([^;&\s]*;?)/g, (whole, name: string) => {
      const letter = ENTITIES.get(name) ?? characterOf(name);
      if (letter === null) throw this.#wrong(`"${shownText(whole)}" is no character that XML itself names`);
      return letter;
    });
  }

  #wrong(problem: string): UsageError {
    return new UsageError(`${this.#number}: ${problem}`);
  }
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt;', '<'],
  ['gt;', '>'],
  ['amp;', '&'],
  ['quot;', '"'],
  ['apos;', "'"],
]);

function characterOf(name: string): string | null {
  const parts = /^#(?:x([\da-f]{1,6})|(\d{1,7}));$/i.exec(name);
  if (parts === null) return null;
  const code = parts[1] === undefined ? Number(parts[2]) : Number.parseInt(parts[1], 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}
