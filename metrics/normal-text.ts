// The blanks of Python's `str.split`: they differ from `\s` by the four separators, NEL and the byte-order mark.
const PYTHON_BLANKS = new RegExp(
  '[\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+',
  'u',
);
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
