/** Values that placeholders of one configuration file stand for. */
interface PlaceholderFacts {
  /** Of the file, absolute. */
  readonly path: string;
  /** As it was named. */
  readonly named: string;
  readonly section: string;
  readonly hostName: string;
  readonly environment: ReadonlyMap<string, string>;
  /** Options so far: `%(name)`. */
  readonly options: ReadonlyMap<string, string>;
}

/** The value with its placeholders filled in; null where one is not known for certain. */
export function filledIn(value: string, facts: PlaceholderFacts): string | null {
  let isCertain = true;
  const known = (text: string | undefined): string => {
    if (text === undefined) isCertain = false;
    return text ?? '';
  };
  const filled = value.replace(PLACEHOLDER, (_, variable?: string, option?: string, letter?: string) => {
    if (variable !== undefined) return known(facts.environment.get(variable));
    if (option !== undefined) return known(facts.options.get(option.trim()));
    return known(letterValue(letter ?? '', facts));
  });
  return isCertain && !filled.includes('@(') ? filled : null;
}

const PLACEHOLDER = /\$\((\w+)\)|%\(([^)]*)\)|%(.)/g;

/** uWSGI's magic letters; the capital ones mean the first file, which is nearly always the same. */
function letterValue(
  letter: string,
  { path, named, section, hostName }: PlaceholderFacts,
): string | undefined {
  const slash = path.lastIndexOf('/');
  const folder = path.slice(0, slash + 1);
  const file = path.slice(slash + 1);
  const dot = file.lastIndexOf('.');
  if (/\d/.test(letter)) return folder.split('/')[Number(letter) + 1] || undefined;
  switch (letter.toLowerCase()) {
    case 'p':
      return path;
    case 'o':
      return named;
    case 's':
      return file;
    case 'd':
      return folder;
    case 'n':
      return dot < 0 ? file : file.slice(0, dot);
    case 'e':
      return dot < 0 ? '' : file.slice(dot + 1);
    case 'c':
      return folder.split('/').at(-2);
    case 'x':
      return section;
    case 'h':
      return hostName;
    case '%':
      return '%';
    default:
      return undefined;
  }
}
