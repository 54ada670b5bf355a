/** Words with which models label their answer. */
const LABEL =
  /^\s*(?:\*\*|__)?\s*(?:proposed |improved |new |better |final )?instructions?\s*(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*/i;

const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ['“', '”'],
  ['«', '»'],
  ['`', '`'],
];

/**
 * Removes a known label and one pair of quotes around the whole text.
 *
 * Differs: DSPy removes anything of up to five words before a colon, twice, and so deletes real instruction text.
 */
export function cleanProposal(text: string): string {
  return unquoted(text.replace(LABEL, '').trim());
}

function unquoted(text: string): string {
  for (const [open, close] of QUOTES) {
    const inner = text.slice(open.length, text.length - close.length);
    const wrapped = text.length > 2 && text.startsWith(open) && text.endsWith(close);
    if (wrapped && !inner.includes(open) && !inner.includes(close)) return inner.trim();
  }
  return text;
}
