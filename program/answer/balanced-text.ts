const CLOSING: { readonly [open: string]: string } = { '{': '}', '[': ']' };
const MAX_STARTS = 16;
const MAX_DEPTH = 100;

/**
 * The outermost bracketed pieces of a text, in order: from `{` or `[` to its partner, brackets in strings aside. A
 * bracket without a partner gives a piece to the end of the text and then the pieces inside it, unless `complete`
 * asks for whole ones only. Pure.
 */
export function balancedPieces(text: string, { complete }: { readonly complete: boolean }): string[] {
  const pieces: string[] = [];
  let isOpen = false;
  let starts = 0;
  for (let at = 0; at < text.length && starts < MAX_STARTS; at++) {
    if (CLOSING[text.charAt(at)] === undefined) continue;
    starts++;
    const end = endOfPiece(text, at);
    if (end !== undefined) {
      pieces.push(text.slice(at, end));
      at = end - 1;
    } else if (complete) {
      break;
    } else if (!isOpen) {
      pieces.push(text.slice(at));
      isOpen = true;
    }
  }
  return pieces;
}

function endOfPiece(text: string, start: number): number | undefined {
  const expected: string[] = [];
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    const closing = CLOSING[character];
    if (closing !== undefined) {
      if (expected.push(closing) > MAX_DEPTH) return undefined;
    } else if (character === '}' || character === ']') {
      if (expected.pop() !== character) return undefined;
      if (expected.length === 0) return at + 1;
    } else if (opensString(text, at)) {
      at = endOfString(text, at);
    }
  }
  return undefined;
}

/** An apostrophe opens a string only where a value or key can start. */
function opensString(text: string, at: number): boolean {
  const character = text.charAt(at);
  if (character !== "'") return character === '"';
  let before = at - 1;
  while (before >= 0 && /\s/.test(text.charAt(before))) before--;
  return '{[,:'.includes(text.charAt(before));
}

function endOfString(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === quote) return at;
  }
  return text.length;
}

/** True when brackets are nested deeper than any sensible answer: reading such a text would exhaust the stack. */
export function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '{' || character === '[') {
      if (++depth > MAX_DEPTH) return true;
    } else if (character === '}' || character === ']') depth--;
  }
  return false;
}
