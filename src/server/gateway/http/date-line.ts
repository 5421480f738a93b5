let lastSecond = 0;
let lastLine = '';

/** `Date: …` with the end of its line; made once a second. */
export function dateLine(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastLine = `Date: ${new Date(second * 1000).toUTCString()}\r\n`;
  }
  return lastLine;
}
