/** The lines that `npm run bench` prints. */

export function section(title: string): void {
  console.log(`\n${title}`);
}

export function row(name: string, value: string, relation = '', aim = ''): void {
  console.log(`  ${name.padEnd(48)}${value.padStart(10)}${relation.padStart(9)}   ${aim}`.trimEnd());
}

export function ratio(value: number): string {
  return `${value.toFixed(2)}×`;
}
