import { expect, test } from 'vitest';
import { attack } from './fuzz/attack.ts';
import { READERS, type Reader } from './fuzz/readers.ts';

/** `npm run test:fuzz` makes 10,000. */
const OPTIONS = { mutations: 300, seed: 1 };

test.each(READERS)(
  '$name that were changed by others are read or refused, and nothing else happens',
  async (reader) => {
    const { read, refused, trouble } = await attack(reader, OPTIONS);
    expect(trouble).toEqual([]);
    expect(read + refused).toBe(OPTIONS.mutations);
    expect(read).toBeGreaterThan(0);
  },
);

const BAD: readonly (readonly [string, Partial<Reader>, RegExp])[] = [
  ['crashes', { read: () => [].at(0)!['x'] }, /it threw TypeError/],
  [
    'keeps a name __proto__',
    { read: () => JSON.parse('[{"__proto__": 1}]') },
    /prototype the text has chosen/,
  ],
  [
    'lets a text choose a prototype',
    { read: () => Object.assign({}, JSON.parse('{"__proto__": {"polluted": 1}}')) },
    /prototype the text has chosen/,
  ],
  ['opens files', { read: async () => (await import('node:fs')).statSync('.').size }, /it used statSync/],
  [
    'opens files later',
    { read: async () => (await import('node:fs/promises')).stat('.') },
    /it used FSREQPROMISE/,
  ],
  ['asks the network', { read: async () => fetch('http://127.0.0.1:64999').catch(() => 0) }, /it used .*TCP/],
];

test.each(BAD)('a reader that %s would be found', async (_what, reader, says) => {
  const whole: Reader = { name: 'bad', seeds: ['{}'], refuses: [], read: () => null, ...reader };
  expect((await attack(whole, { mutations: 3, seed: 1 })).trouble.join()).toMatch(says);
});

const MEGABYTES_8 = 8_000_000;

test.each([
  '[',
  '{"a":',
  "{'a': (",
  '```',
  '```json\n',
  '"',
  '\\',
  ' ',
  '\n',
  '[[ ## a ## ]]\n',
  '<think>',
  '(1,',
  'a: ',
])('an answer of 8 MB of %j is read or refused in linear time', (piece) => {
  const huge = piece.repeat(MEGABYTES_8 / piece.length);
  for (const reader of READERS.filter(({ name }) => name.startsWith('answers')))
    try {
      reader.read(huge);
    } catch (error) {
      expect(reader.refuses).toContain((error as Error).name);
    }
});
