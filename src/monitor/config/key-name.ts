import { type Shape, text } from './shape.js';

/**
 * Names of keys as the configuration writes them, which are those of `Key.name`: the character itself; `f5`, `pageup`;
 * `C-r` with Ctrl; `S-left` with Shift. What a terminal cannot tell from another key (`C-i` is Tab), what only
 * reaches prompts (Alt), and what ends every overlay or the program cannot be given away.
 */
const NAMED =
  'up|down|left|right|pageup|pagedown|home|end|enter|tab|backspace|delete|insert|space|f[1-9]|f1[0-2]';
const PATTERN = new RegExp(`^(?:(?:C-)?(?:S-)?(?:${NAMED})|C-[abd-gk-ln-z]|[^\\s\\p{C}])$`, 'u');

export const keyName: Shape<string> = text({
  what: 'the name of a key, such as "r", "f5", "C-r" (Ctrl), "S-left" (Shift), "space", "pageup"',
  pattern: PATTERN,
});

/** The reserved keys (`FIXED_KEYS`) in the words of the schema. */
export const FIXED_KEYS_TEXT = 'C-c always quits and escape always closes what is open';
