// Text as CPython makes and cuts it, because prompts and saved programs are shared with Python.

/** `str.isspace`: unlike JavaScript it counts U+001C to U+001F and U+0085, and not U+FEFF. */
const PYTHON_BLANKS = new Set(
  [9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 0x85, 0xa0, 0x1680]
    .concat(Array.from({ length: 11 }, (_, i) => 0x2000 + i))
    .concat([0x2028, 0x2029, 0x202f, 0x205f, 0x3000]),
);

// oxlint-disable-next-line no-control-regex -- Python splits lines at these
const LINE_BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** `text.strip()`. */
export function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && PYTHON_BLANKS.has(text.charCodeAt(start))) start++;
  while (end > start && PYTHON_BLANKS.has(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** `text.lstrip()`. */
export function stripStart(text: string): string {
  let start = 0;
  while (start < text.length && PYTHON_BLANKS.has(text.charCodeAt(start))) start++;
  return text.slice(start);
}

/** `text.splitlines()`: a break at the very end opens no further line. */
export function splitLines(text: string): string[] {
  const lines = text.split(LINE_BREAK);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** `repr` of a float: always with `.0` or an exponent, the exponent with at least two digits. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e16 || size < 1e-4)) return exponentText(value);
  if (Object.is(value, -0)) return '-0.0';
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function exponentText(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${digits}e${sign}${exponent.slice(1).padStart(2, '0')}`;
}

/** A number without a declared type: whole ones read as Python ints, others as floats. */
export function numberText(value: number): string {
  if (!Number.isInteger(value)) return floatText(value);
  return Number.isSafeInteger(value) ? String(value + 0) : BigInt(value).toString();
}

/** `str(value)` of what `json.loads` would give. */
export function pythonText(value: unknown): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

function pythonRepr(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return value === null ? 'None' : String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${quoted(key)}: ${pythonRepr(inner)}`);
  return `{${entries.join(', ')}}`;
}

const ESCAPES: { readonly [character: string]: string } = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(
    // oxlint-disable-next-line no-control-regex -- Python escapes these
    /[\\\x00-\x1f\x7f-\xa0\xad]/g,
    (found) => ESCAPES[found] ?? `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}
