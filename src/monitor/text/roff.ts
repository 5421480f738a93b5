/** Hyphens stay hyphens, and no line begins with a dot or an apostrophe, which would be a request. */
export function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');
}
