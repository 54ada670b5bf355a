const WORD = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|[^_]/gu;

/** A field's name in words, as in `Html Parser` or `User ID 2`: every word capitalised, all-caps words kept. */
export function fieldTitle(name: string): string {
  return (name.match(WORD) ?? []).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

/** The prefix saved with a field that was given none: its title and a colon. */
export function fieldPrefix(name: string): string {
  return `${fieldTitle(name)}:`;
}
