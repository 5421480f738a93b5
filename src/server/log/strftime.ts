/** The conversions of C's strftime that log formats use, in local time; others stay as they are. */
export function formatStrftime(format: string, date: Date): string {
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => CONVERSIONS[letter]?.(date) ?? whole);
}

const two = (value: number): string => String(value).padStart(2, '0');
const word = (date: Date, index: number): string => date.toDateString().split(' ')[index] ?? '';

const CONVERSIONS: Readonly<Record<string, (date: Date) => string>> = {
  '%': () => '%',
  Y: (date) => String(date.getFullYear()),
  y: (date) => two(date.getFullYear() % 100),
  m: (date) => two(date.getMonth() + 1),
  d: (date) => two(date.getDate()),
  e: (date) => String(date.getDate()).padStart(2, ' '),
  H: (date) => two(date.getHours()),
  M: (date) => two(date.getMinutes()),
  S: (date) => two(date.getSeconds()),
  a: (date) => word(date, 0),
  b: (date) => word(date, 1),
  F: (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
  T: (date) => date.toTimeString().slice(0, 8),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  z: (date) => zone(date),
};

function zone(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const sign = minutes < 0 ? '-' : '+';
  return `${sign}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
}
