/** Of one variable, and of all those of one request together. Longer values are cut, and say by how much. */
const MAX_VAR = 2048;
const MAX_VARS = 16_384;

/** The variables as they are archived: nearly always just as they are. */
export function keptVars(vars: readonly string[]): readonly string[] {
  let total = 0;
  let longest = 0;
  for (const { length } of vars) {
    total += length;
    longest = Math.max(longest, length);
  }
  return longest <= MAX_VAR && total <= MAX_VARS ? vars : cut(vars);
}

/** Names stay, so that secrets are still known as such. */
function cut(vars: readonly string[]): readonly string[] {
  let room = MAX_VARS;
  return vars.map((entry) => {
    const most = Math.min(MAX_VAR, Math.max(room, nameLength(entry)));
    room -= Math.min(entry.length, most);
    if (entry.length <= most) return entry;
    return `${entry.slice(0, most)}… (${entry.length - most} more characters not kept)`;
  });
}

const MAX_NAME = 128;

function nameLength(entry: string): number {
  return Math.min(MAX_NAME, entry.indexOf('=') + 1);
}
