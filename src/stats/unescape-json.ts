/** Decodes a JSON string. A backslash that begins no escape sequence was never escaped: it stays. */
export function unescapeJson(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPES, (whole: string, code: string | undefined, character: string | undefined) =>
    code === undefined ? (ESCAPED[character ?? ''] ?? whole) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const ESCAPES = /\\(?:u([\da-fA-F]{4})|([\s\S]))/g;

const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
