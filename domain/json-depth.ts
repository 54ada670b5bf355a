/** Deeper than any sensible data; walking deeper ones could exhaust the stack. */
export const DEEPEST = 100;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
/** Brackets and braces differ in one bit only. */
const [OPENING, CLOSING, BRACE_BIT] = [0x5b, 0x5d, 0x20];

/** True when lists and objects of a JSON text are nested more than 100 deep; brackets in strings do not count. Pure. */
export function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInString) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isInString = false;
    } else if (code === QUOTE) isInString = true;
    else if ((code & ~BRACE_BIT) === OPENING) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if ((code & ~BRACE_BIT) === CLOSING) depth -= 1;
  }
  return false;
}
