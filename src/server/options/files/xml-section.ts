/** The element `uwsgi` of an XML file: `<name>value</name>`, `<flag/>`, and uWSGI's older `<app mountpoint="…">`. */
import { UsageError } from '../errors/usage-error.js';
import type { ConfigLine, ConfigSection } from './config-section.js';
import { parseXml, type XmlElement } from './xml-elements.js';

/**
 * @param section an `id` that is asked for; `uwsgi` asks for none
 * @throws UsageError with the number of the line
 */
export function parseXmlSection(text: string, section: string): ConfigSection {
  const root = parseXml(text.replace(/^\ufeff/, ''));
  const candidates = root.name === 'uwsgi' ? [root] : root.children.filter(({ name }) => name === 'uwsgi');
  const isMeant = ({ attributes }: XmlElement): boolean =>
    section === 'uwsgi' || (attributes.get('id') ?? section) === section;
  const element = candidates.find(isMeant);
  if (element === undefined) return { lines: [], isThere: false };
  return { lines: element.children.filter(isMeant).map(lineOf), isThere: true };
}

function lineOf(element: XmlElement): ConfigLine {
  const { name, children, text, isEmpty, number } = element;
  if (name === 'app') return { name: 'mount', value: mountOf(element), number };
  if (children.length > 0) throw new UsageError(`${number}: only text is allowed in <${name}>`);
  return { name, value: isEmpty ? '1' : text.trim(), number };
}

/** `<app mountpoint="/x"><module>a.b</module></app>`, or the text itself. */
function mountOf({ attributes, children, text }: XmlElement): string {
  const application = (children[0]?.text ?? text).trim();
  const [mountpoint, domain] = [attributes.get('mountpoint'), attributes.get('domain')];
  if (mountpoint !== undefined) return `${mountpoint}=${application}`;
  return domain === undefined ? application : `${domain}|=${application}`;
}
