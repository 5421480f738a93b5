/**
 * Routes as they are learned from traffic: a place in a path where the segment differs from request to request while the
 * rest is the same holds identifiers, also when each of them looks like a word (user names, slugs, tags). Endpoints
 * differ too, but there are few of them and they come again; what stands behind `/api` or at the root is an endpoint
 * unless there are very many.
 *
 * Immutable and bounded: of the places that differ, those not met for longest go first. What was folded once stays
 * folded, so that a route keeps its name.
 */
import type { RequestSample } from '../sample/sample.js';
import { FOLDED, pathOf, routeOfRequest } from './route-of.js';
import { numberedStem, type SegmentKind, segmentKind } from './segment-kind.js';

export interface RouteFolding {
  /** By the path with `*` where it differs; those met last stand last. */
  readonly places: ReadonlyMap<string, Place>;
  /** Places that hold identifiers. */
  readonly folded: ReadonlySet<string>;
}

interface Place {
  readonly values: ReadonlySet<string>;
  /** Requests that were there. */
  readonly met: number;
}

export const NOTHING_FOLDED: RouteFolding = { places: new Map(), folded: new Set() };

export const MAX_PLACES = 400;
export const MAX_VALUES = 48;
export const MAX_FOLDED = 200;
/** Of one reading. */
const MAX_LEARNED = 256;
const MAX_SEGMENTS = 24;
const MAX_VALUE_LENGTH = 48;

/** Learns from requests that were not in the reading before. */
export function learnRoutes(
  before: RouteFolding,
  requests: readonly RequestSample[],
  nowMs: number,
): RouteFolding {
  const fresh = requests.filter(({ firstSeenMs, uri }) => firstSeenMs === nowMs && uri !== null);
  if (fresh.length === 0) return before;
  const places = new Map(before.places);
  const folded = new Set(before.folded);
  for (const { uri } of fresh.slice(0, MAX_LEARNED)) learnPath(segmentsOf(uri ?? ''), places, folded);
  for (const key of places.keys()) {
    if (places.size <= MAX_PLACES) break;
    places.delete(key);
  }
  return { places, folded: folded.size === before.folded.size ? before.folded : folded };
}

/** The name of a request's route by what has been learned; remembers what it has named, so keep it for one reading. */
export function routeNamer(folding: RouteFolding): (request: NamedRequest) => string | null {
  const known = new Map<string, string>();
  const routeOfUri = (uri: string): string => {
    const name = known.get(uri) ?? foldedRoute(folding.folded, uri);
    known.set(uri, name);
    return name;
  };
  return (request) => routeOfRequest(request, routeOfUri);
}

export type RouteNamer = ReturnType<typeof routeNamer>;
type NamedRequest = { readonly method: string | null; readonly uri: string | null };

export function foldedRoute(folded: ReadonlySet<string>, uri: string): string {
  const segments = segmentsOf(uri);
  if (folded.size > 0) foldSegments(segments, folded);
  return segments.map(({ text }) => text).join('/');
}

interface Segment {
  text: string;
  readonly kind: SegmentKind | null;
}

function segmentsOf(uri: string): Segment[] {
  return pathOf(uri)
    .split('/')
    .map((text) => {
      const kind = text === '' ? null : text === FOLDED ? 'id' : segmentKind(text);
      return { text: kind === 'id' ? FOLDED : text, kind };
    });
}

function learnPath(segments: Segment[], places: Map<string, Place>, folded: Set<string>): void {
  for (const [index, segment] of segments.slice(0, MAX_SEGMENTS).entries()) {
    if (segment.kind === null || segment.kind === 'id' || isAction(segment)) continue;
    const key = placeKey(segments, index);
    if (!folded.has(key)) {
      const place = withMet(places.get(key), segment.text);
      places.delete(key);
      places.set(key, place);
      if (!holdsIdentifiers(place, segment.kind, parentOf(segments, index))) continue;
      if (folded.size >= MAX_FOLDED) return;
      folded.add(key);
      places.delete(key);
    }
    segment.text = FOLDED;
  }
}

function foldSegments(segments: Segment[], folded: ReadonlySet<string>): void {
  for (const [index, segment] of segments.slice(0, MAX_SEGMENTS).entries()) {
    if (segment.kind === null || segment.kind === 'id' || isAction(segment)) continue;
    if (folded.has(placeKey(segments, index))) segment.text = FOLDED;
  }
}

function withMet(before: Place | undefined, value: string): Place {
  const met = (before?.met ?? 0) + 1;
  const known = before?.values ?? new Set<string>();
  const clipped = value.slice(0, MAX_VALUE_LENGTH);
  if (known.has(clipped) || known.size >= MAX_VALUES) return { values: known, met };
  return { values: new Set([...known, clipped]), met };
}

/** Such as `/users/*` and `/posts/~`: kinds of names have places of their own, what differs further on is left open. */
function placeKey(segments: readonly Segment[], index: number): string {
  const own = segments[index];
  const mark = own?.kind === 'numbered' ? `*${numberedStem(own.text)}` : own?.kind === 'slug' ? '*-*' : '*';
  const before = segments.slice(0, index).map(({ text }) => text);
  const after = segments
    .slice(index + 1)
    .map((segment, offset) => openText(segment, segments[index + offset]));
  return [...before, mark, ...after].join('/');
}

function openText({ text, kind }: Segment, parent: Segment | undefined): string {
  if (kind === 'numbered' || kind === 'slug') return '~';
  return kind === 'word' && parent?.kind === 'word' && isCollection(parent.text) ? '~' : text;
}

/** `row`: an identifier, behind which stand its parts and sometimes its title. */
type Parent = 'root' | 'interface' | 'collection' | 'row' | 'other';

/** Least number of values, and the most often that each may have come: endpoints come again and again. */
const ENOUGH: Readonly<Record<'word' | 'slug', Readonly<Record<Parent, readonly [number, number]>>>> = {
  word: { root: [40, 1.3], interface: [40, 1.3], collection: [4, 2], row: [24, 1.3], other: [6, 1.5] },
  slug: { root: [8, 1.5], interface: [40, 1.3], collection: [3, 3], row: [3, 1.5], other: [3, 1.5] },
};
const ENOUGH_NUMBERED = 3;

function holdsIdentifiers({ values, met }: Place, kind: SegmentKind, parent: Parent): boolean {
  if (kind === 'numbered') return values.size >= ENOUGH_NUMBERED && !isVersion(values);
  if (kind === 'id') return true;
  const [enough, timesEach] = ENOUGH[kind][parent];
  return values.size >= enough && met <= timesEach * values.size;
}

function isVersion(values: ReadonlySet<string>): boolean {
  return [...values].every((value) => /^v\d+(?:\.\d+)*$/i.test(value));
}

function parentOf(segments: readonly Segment[], index: number): Parent {
  const parent = segments[index - 1]?.text ?? '';
  if (parent === '') return 'root';
  if (INTERFACE.test(parent)) return 'interface';
  if (parent === FOLDED) return 'row';
  return isCollection(parent) ? 'collection' : 'other';
}

const INTERFACE = /^(?:api|apis|rest|rpc|ajax|internal|admin|graphql|services?|app|method|v\d+(?:\.\d+)*)$/i;

/** `users`, `categories`, `tag`: what stands behind names one of them. */
function isCollection(text: string): boolean {
  return /^[a-z_-]{3,}[^s]s$/i.test(text) || COLLECTIONS.has(text.toLowerCase());
}

const COLLECTIONS: ReadonlySet<string> = new Set(
  (
    'u user t tag p product c category profile member author artist item blog post article news topic wiki page repo ' +
    'repository org team channel group room shop store event book doc file image img photo video track album player ' +
    'city country company customer client order invoice project ticket thread forum people person package module'
  ).split(' '),
);

/** Beside identifiers there are things to do with all of them: those stay routes of their own. */
function isAction({ text }: Segment): boolean {
  return ACTIONS.has(text.toLowerCase().replace(/\.[a-z]{1,5}$/, ''));
}

const ACTIONS: ReadonlySet<string> = new Set(
  (
    'login logout signin signup signout register new create add edit update delete remove search list all me self ' +
    'current export import upload download status health count stats settings password reset confirm verify activate ' +
    'index home about contact help checkout callback webhook preview history latest popular top recent archive feed'
  ).split(' '),
);
