// The blanks of Python's `str.split`: `\s` lacks the separators U+001C to U+001F and NEL, and has the byte-order mark.
// oxlint-disable-next-line no-control-regex -- Python splits at these
const PYTHON_BLANKS = /(?:(?!\ufeff)[\s\x1c-\x1f\x85])+/u;
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/gu;
// Python's `\b` looks at Unicode letters and digits; JavaScript's knows only ASCII.
const ARTICLES = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/**
 * Text as answers are compared: decomposed, lower case, without ASCII punctuation, without a, an and the, single blanks.
 * Pure.
 * @see DSPy 3.3.1, `dspy/evaluate/metrics.py`, `normalize_text`
 */
export function toNormalText(text: string): string {
  return toTokens(text).join(' ');
}

/** The words of a normalised text. Empty when nothing is left. Pure. */
export function toTokens(text: string): string[] {
  const plain = text.normalize('NFD').toLowerCase().replace(ASCII_PUNCTUATION, '').replace(ARTICLES, ' ');
  return plain.split(PYTHON_BLANKS).filter((token) => token !== '');
}
