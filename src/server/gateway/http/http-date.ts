let shown = '';
let shownFor = 0;

/** The `Date` of an answer that is made now. */
export function httpDate(): string {
  const seconds = Math.floor(Date.now() / 1000);
  if (seconds !== shownFor) {
    shownFor = seconds;
    shown = new Date(seconds * 1000).toUTCString();
  }
  return shown;
}
