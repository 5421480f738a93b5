/**
 * Allowed values of the configuration. A shape reads a value, or says what is wrong with it, and describes itself
 * as JSON Schema: the file that is shipped for editors is made of the same table that reads the configuration.
 */
import { nearestWords } from '../fields/field-lookup.js';
import type { JsonMember, JsonNode } from './located-json.js';

export interface Shape<T> {
  readonly schema: JsonSchema;
  /** `path` as in `thresholds.stall_seconds`. Throws `ConfigProblem`. */
  readonly read: (node: JsonNode, path: string) => T;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Something in a configuration that cannot be; `at` is an index into its text. */
export class ConfigProblem extends Error {
  override readonly name = 'ConfigProblem';
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** `pattern` is for texts of which the schema can tell the form; `check` returns what is wrong, or null. */
export function text(options: {
  readonly what: string;
  readonly pattern?: RegExp;
  readonly check?: (text: string) => string | null;
}): Shape<string> {
  const { what, pattern, check } = options;
  return {
    schema: { type: 'string', minLength: 1, ...(pattern === undefined ? {} : { pattern: pattern.source }) },
    read: (node, path) => {
      const { value } = scalar(node);
      if (typeof value !== 'string' || value === '') throw wrong(node, path, what);
      if (pattern !== undefined && !pattern.test(value)) throw wrong(node, path, what);
      const problem = check?.(value) ?? null;
      if (problem !== null) throw new ConfigProblem(node.at, problem);
      return value;
    },
  };
}

export function number(limits: {
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
}): Shape<number> {
  const { min, max, whole } = limits;
  const what = `${whole === true ? 'a whole number' : 'a number'} from ${min} to ${max}`;
  return {
    schema: { type: whole === true ? 'integer' : 'number', minimum: min, maximum: max },
    read: (node, path) => {
      const { value } = scalar(node);
      const fits = typeof value === 'number' && value >= min && value <= max;
      if (!fits || (whole === true && !Number.isInteger(value))) throw wrong(node, path, what);
      return value;
    },
  };
}

export const flag: Shape<boolean> = {
  schema: { type: 'boolean' },
  read: (node, path) => {
    const { value } = scalar(node);
    if (typeof value !== 'boolean') throw wrong(node, path, 'true or false');
    return value;
  },
};

export function choice<const Word extends string | boolean>(words: readonly Word[]): Shape<Word> {
  return {
    schema: { enum: words },
    read: (node, path) => {
      const { value } = scalar(node);
      const found = words.find((word) => word === value);
      if (found !== undefined) return found;
      const near = typeof value === 'string' ? nearestWords(value, words.map(String)) : [];
      throw wrong(
        node,
        path,
        `one of ${words.join(', ')}${near.length === 0 ? '' : `; ${didYouMean(near)}`}`,
      );
    },
  };
}

/** Nothing in it twice. */
export function list<T>(item: Shape<T>, least = 0): Shape<readonly T[]> {
  const schema = {
    type: 'array',
    items: item.schema,
    uniqueItems: true,
    ...(least > 0 ? { minItems: least } : {}),
  };
  return {
    schema,
    read: (node, path) => {
      if (node.kind !== 'array') throw wrong(node, path, 'a list in [ ]');
      if (node.items.length < least) throw new ConfigProblem(node.at, `${path} is an empty list`);
      const seen = new Set<T>();
      for (const [index, one] of node.items.entries()) {
        const value = item.read(one, `${path}[${index}]`);
        if (seen.has(value)) throw new ConfigProblem(one.at, `${path} has ${shown(one)} twice`);
        seen.add(value);
      }
      return [...seen];
    },
  };
}

/** An object with these members, none of which has to be there. */
export function object<T extends object>(
  members: { readonly [Name in keyof T]: Shape<T[Name]> },
): Shape<Partial<T>> {
  const shapes = new Map(Object.entries<Shape<unknown>>(members));
  const schemas = [...shapes].map(([name, shape]) => [name, shape.schema]);
  return {
    schema: { type: 'object', additionalProperties: false, properties: Object.fromEntries(schemas) },
    // Every member was read by the shape of its own name.
    read: (node, path) => readMembers(node, path, (member) => known(shapes, member, path)) as Partial<T>,
  };
}

/** An object whose members are named by the user. */
export function named<T>(name: Shape<string>, value: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    schema: { type: 'object', propertyNames: name.schema, additionalProperties: value.schema },
    read: (node, path) =>
      readMembers(node, path, (member) => {
        name.read({ kind: 'value', at: member.nameAt, value: member.name }, joined(path, member.name));
        return value;
      }),
  };
}

export function withAbout<T>(about: string, shape: Shape<T>): Shape<T> {
  return { ...shape, schema: { description: about, ...shape.schema } };
}

function readMembers<T>(
  node: JsonNode,
  path: string,
  shapeOf: (member: JsonMember) => Shape<T>,
): Readonly<Record<string, T>> {
  if (node.kind !== 'object') throw wrong(node, path === '' ? 'it' : path, 'an object in { }');
  return Object.fromEntries(
    node.members.map((member) => [member.name, shapeOf(member).read(member.node, joined(path, member.name))]),
  );
}

function known(
  shapes: ReadonlyMap<string, Shape<unknown>>,
  { name, nameAt }: JsonMember,
  path: string,
): Shape<unknown> {
  const shape = shapes.get(name);
  if (shape !== undefined) return shape;
  const near = nearestWords(name, [...shapes.keys()]);
  const hint = near.length > 0 ? didYouMean(near) : 'tstop --print-config shows all that there are';
  throw new ConfigProblem(nameAt, `unknown key "${cut(joined(path, name))}": ${hint}`);
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function didYouMean(words: readonly string[]): string {
  return `did you mean ${words.map((word) => `"${word}"`).join(' or ')}?`;
}

function scalar(node: JsonNode): { readonly value: unknown } {
  return node.kind === 'value' ? node : { value: undefined };
}

function wrong(node: JsonNode, path: string, what: string): ConfigProblem {
  return new ConfigProblem(node.at, `${path} is ${shown(node)}, not ${what}`);
}

/** A file may hold anything; a message is one line. */
function cut(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
}

const LONGEST_SHOWN = 60;

function shown(node: JsonNode): string {
  if (node.kind !== 'value') return node.kind === 'array' ? 'a list' : 'an object';
  return cut(JSON.stringify(node.value));
}
