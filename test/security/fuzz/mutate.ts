import type { Rng } from '../../../optimizer/rng.ts';

/** What tends to break readers of JSON, CSV, archives and answers. */
const TOKENS: readonly string[] = [
  '__proto__',
  '"__proto__":{"polluted":1},',
  '"__pr\\u006fto__":{"polluted":1},',
  '"constructor":{"prototype":{"polluted":1}},',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '[[ ## completed ## ]]',
  '[[ ## constructor ## ]]\n',
  '[[ ## __proto__ ## ]]\n',
  '```json\n',
  "{'a': (1,",
  '../../../../etc/passwd',
  '/etc/passwd',
  'C:\\Windows\\System32',
  'http://127.0.0.1:1/',
  '"baseUrl":"http://127.0.0.1:1/",',
  '"api_key":"sk-fuzz",',
  '\u0000',
  '\ufeff',
  '\u2028',
  '\ud800',
  '\u001b[2J',
  '1e999',
  '-0',
  '0'.repeat(400),
  '9007199254740993',
  'NaN',
  '""',
  '",',
  '\r\n',
  '[',
  '{',
  '}]',
  '['.repeat(150),
  '{"a":'.repeat(150),
  ']'.repeat(150),
  '\\',
  '\\u',
  'null',
  'true',
];

const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  0.5,
  '',
  'x',
  '__proto__',
  'constructor',
  [],
  {},
  [[]],
  { constructor: 1 },
  JSON.parse('{"__proto__":{"polluted":1}}'),
  'y'.repeat(2_000),
];

type Change = (text: string, rng: Rng) => string;

const CHANGES: readonly Change[] = [
  (text, rng) => spliced(text, place(text, rng), { remove: 1, insert: String.fromCharCode(rng.below(256)) }),
  (text, rng) => spliced(text, place(text, rng), { remove: 0, insert: one(TOKENS, rng) }),
  (text, rng) => spliced(text, place(text, rng), { remove: rng.below(20), insert: one(TOKENS, rng) }),
  (text, rng) => spliced(text, place(text, rng), { remove: rng.below(60), insert: '' }),
  (text, rng) => text.slice(0, place(text, rng)),
  (text, rng) => {
    const from = place(text, rng);
    return spliced(text, place(text, rng), { remove: 0, insert: text.slice(from, from + rng.below(80)) });
  },
  withOtherValue,
  withOtherValue,
  withOtherValue,
];

/** A text with one to four changes. The same for the same generator. */
export function mutated(text: string, rng: Rng): string {
  // Half of them stay JSON, so that they get past the parser.
  if (rng.below(2) === 0) return withOtherValue(text, rng);
  const changes = 1 + rng.below(4);
  let now = text;
  for (let made = 0; made < changes; made += 1) now = one(CHANGES, rng)(now, rng);
  return now;
}

function spliced(text: string, at: number, { remove, insert }: { remove: number; insert: string }): string {
  return text.slice(0, at) + insert + text.slice(at + remove);
}

function place(text: string, rng: Rng): number {
  return rng.below(text.length + 1);
}

export function one<T>(items: readonly T[], rng: Rng): T {
  return items[rng.below(items.length)] as T;
}

/** Of a JSON text: another value or another name somewhere in it, so that mutations get past the parser. */
function withOtherValue(text: string, rng: Rng): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return spliced(text, place(text, rng), { remove: 0, insert: one(TOKENS, rng) });
  }
  return JSON.stringify(changedIn(value, rng)) ?? '';
}

function changedIn(value: unknown, rng: Rng): unknown {
  if (typeof value !== 'object' || value === null || rng.below(6) === 0) return one(VALUES, rng);
  const entries = Object.entries(value);
  if (entries.length === 0) return one(VALUES, rng);
  const at = rng.below(entries.length);
  if (Array.isArray(value)) return value.with(at, changedIn(value[at], rng));
  if (rng.below(4) === 0) return Object.fromEntries([...entries, [one(TOKENS, rng), one(VALUES, rng)]]);
  return Object.fromEntries(
    entries.map(([name, member], index) => [name, index === at ? changedIn(member, rng) : member]),
  );
}
