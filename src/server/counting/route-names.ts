/**
 * Names of routes: the method and the path with identifiers folded, `GET /users/:id`. A segment is an identifier by its
 * form, or when its place has had more different segments than a site has routes. Bounded, whatever clients send.
 */

/** Raw paths whose name is known; forgotten together when there are so many. */
const MAX_KNOWN = 4000;
/** Different segments after the same beginning; a site's first segments are its own words more often. */
const MAX_FIRST = 40;
const MAX_SIBLINGS = 12;
const MAX_PLACES = 400;
const MAX_SEGMENTS = 5;
const MAX_SEGMENT = 40;
const FOLDED = ':id';

const METHODS: ReadonlySet<string> = new Set('GET HEAD POST PUT PATCH DELETE OPTIONS'.split(' '));

export class RouteNames {
  readonly #known = new Map<string, string>();
  readonly #places = new Map<string, Set<string>>();

  /** @param uri as the client sent it, with its query */
  nameFor(method: string, uri: string): string {
    const query = uri.indexOf('?');
    const path = query < 0 ? uri : uri.slice(0, query);
    const key = `${method} ${path}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = `${METHODS.has(method) ? method : 'OTHER'} ${this.#folded(path)}`;
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, name);
    return name;
  }

  #folded(path: string): string {
    const segments = path.split('/', MAX_SEGMENTS + 2).slice(1);
    let name = '';
    for (const segment of segments.slice(0, MAX_SEGMENTS)) name += `/${this.#segment(name, segment)}`;
    return segments.length > MAX_SEGMENTS ? `${name}/…` : name || '/';
  }

  #segment(place: string, segment: string): string {
    if (segment === '') return '';
    if (segment.length > MAX_SEGMENT || LOOKS_LIKE_ID.test(segment)) return FOLDED;
    const siblings = this.#siblings(place);
    if (siblings === null) return FOLDED;
    if (siblings.has(segment)) return segment;
    if (siblings.size >= (place === '' ? MAX_FIRST : MAX_SIBLINGS)) return FOLDED;
    siblings.add(segment);
    return segment;
  }

  #siblings(place: string): Set<string> | null {
    const known = this.#places.get(place);
    if (known !== undefined || this.#places.size >= MAX_PLACES) return known ?? null;
    const siblings = new Set<string>();
    this.#places.set(place, siblings);
    return siblings;
  }
}

/** A number, letters mixed with digits (but for versions as `v2`), percent escapes and other characters of no word. */
const LOOKS_LIKE_ID = /^(?!v\d{1,2}$).*\d|[^\w.~-]/;
