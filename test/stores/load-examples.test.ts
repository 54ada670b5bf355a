import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadExamples } from '../../stores/load-examples.ts';
import { readLines } from '../../stores/read-lines.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-examples-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(name: string, content: string | Uint8Array, inputs = ['q']) {
  const path = join(folder, name);
  await writeFile(path, content);
  return loadExamples(path, { inputs });
}

const unreadable = (message: RegExp) =>
  expect.objectContaining({ name: 'DatasetUnreadable', message: expect.stringMatching(message) });

test('a JSONL file gives its rows in order, with inputs and labels apart', async () => {
  const [first, second] = await load('a.jsonl', '{"q":"one","a":1}\n\n{"q":"two","a":2.5}\n');
  expect(first?.inputs()).toEqual({ q: 'one' });
  expect(first?.labels()).toEqual({ a: 1 });
  expect(second?.toJSON()).toEqual({ q: 'two', a: 2.5 });
});

test('a byte-order mark and CRLF line ends are no part of the data', async () => {
  for (const [name, text] of [
    ['bom.jsonl', '\uFEFF{"q":"x","a":"y"}\r\n{"q":"z","a":"w"}\r\n'],
    ['bom.csv', '\uFEFFq,a\r\nx,y\r\nz,w\r\n'],
    ['bom.json', '\uFEFF[{"q":"x","a":"y"},\r\n{"q":"z","a":"w"}]'],
  ] as const) {
    const rows = await load(name, text);
    expect(rows.map((row) => row.toJSON())).toEqual([
      { q: 'x', a: 'y' },
      { q: 'z', a: 'w' },
    ]);
  }
});

test('a line separator inside a JSONL string does not end the row', async () => {
  const [row] = await load('ls.jsonl', '{"q":"a\u2028b"}');
  expect(row?.get('q')).toBe('a\u2028b');
});

test('the values of a CSV file stay text, with quoted commas, quotes and line breaks', async () => {
  const [row] = await load('q.csv', 'q,n\n"a, ""b""\nc",007\n');
  expect(row?.toJSON()).toEqual({ q: 'a, "b"\nc', n: '007' });
});

test('a whole number too long for a double keeps all its digits as text', async () => {
  const [row] = await load('big.jsonl', '{"q":"x","id":12345678901234567890,"n":9007199254740991,"f":1e300}');
  expect(row?.toJSON()).toEqual({ q: 'x', id: '12345678901234567890', n: 9007199254740991, f: 1e300 });
});

test('a missing file is named, with the folder that relative paths start at', async () => {
  await expect(loadExamples('no/such.jsonl', { inputs: ['q'] })).rejects.toEqual(
    unreadable(/no\/such\.jsonl: there is no such file.*start at/),
  );
});

test.each([
  ['empty.jsonl', ''],
  ['blank.jsonl', '\n  \n'],
  ['empty.json', '[]'],
  ['empty.csv', ''],
  ['header-only.csv', 'q,a\n'],
])('%s without a row is refused', async (name, text) => {
  await expect(load(name, text)).rejects.toEqual(unreadable(/holds no examples/));
});

test.each([
  ['bad.jsonl', '{"q":1}\n\n{"q": secret}\n', /line 3 is not valid JSON/],
  ['nan.jsonl', '{"q":NaN}\n', /line 1 is not valid JSON/],
  ['infinite.jsonl', '{"q":1e999}\n', /line 1 .*a number is too large/],
  ['list.jsonl', '{"q":1}\n[1]\n', /line 2 holds no object/],
  ['deep.jsonl', `{"q":${'['.repeat(101)}${']'.repeat(101)}}\n`, /line 1 .* more than 100 levels deep/],
  [
    'deep.json',
    `[{"q":${'{"a":'.repeat(100)}1${'}'.repeat(100)}}]`,
    /the nesting is more than 100 levels deep/,
  ],
  ['proto.jsonl', '{"q":1,"__proto__":{"x":1}}\n', /line 1 .*'__proto__' is not allowed/],
  ['object.json', '{"q":1}', /must hold an array/],
  ['cut.json', '[{"q":1},', /not valid JSON/],
  ['item.json', '[{"q":1}, 2]', /row 2 is not an object/],
  ['short.csv', 'q,a\nx,y\nz\n', /row 2 has 1 values, but the header names 2 fields/],
  ['twice.csv', 'q,a,q\nx,y,z\n', /names 'q' twice/],
  ['nameless.csv', 'q,,a\nx,y,z\n', /column 2 has no name/],
  ['open.csv', 'q,a\n"x,y\n', /line 2 is not valid CSV/],
  ['latin.jsonl', new Uint8Array([0x7b, 0x22, 0xe9, 0x22, 0x7d]), /not UTF-8/],
])('%s is refused with the place of the fault', async (name, text, message) => {
  await expect(load(name, text)).rejects.toEqual(unreadable(message));
});

test('a message about a malformed row holds none of its text', async () => {
  await expect(load('secret.jsonl', '{"q": hunter2}')).rejects.not.toThrow(/hunter2/);
});

test('an input field that a row lacks is reported with the row, the known fields and the nearest name', async () => {
  const text = '{"question":"x","a":1}\n{"qestion":"x","a":1}\n';
  await expect(load('typo.jsonl', text, ['question'])).rejects.toEqual(
    unreadable(
      /line 2 has no input field 'question'\. Its fields are: qestion, a\. Did you mean 'qestion'\?/,
    ),
  );
});

test('an unknown kind of file and a missing list of inputs are bad requests', async () => {
  await expect(load('a.parquet', 'x')).rejects.toEqual(
    expect.objectContaining({
      name: 'InvalidRequest',
      message: expect.stringMatching(/\.jsonl, \.json or \.csv/),
    }),
  );
  await expect(load('b.jsonl', '{"q":1}', [])).rejects.toEqual(
    expect.objectContaining({
      name: 'InvalidRequest',
      message: expect.stringMatching(/name the input fields/),
    }),
  );
});

describe('a sample', () => {
  const rows = Array.from({ length: 400 }, (_, index) => `{"q":"ticket ${index} ü"}`);
  const sampled = async (lines: readonly string[], options: { sample: number; seed?: number }) => {
    const path = join(folder, 'sampled.jsonl');
    await writeFile(path, `${lines.join('\n')}\n`);
    const drawn = await loadExamples(path, { inputs: ['q'], ...options });
    return drawn.map((row) => row.toJSON()['q'] as string);
  };

  test('has the size asked for, in the file’s order, and another seed draws another', async () => {
    const drawn = await sampled(rows, { sample: 50 });
    const numbers = drawn.map((text) => Number(text.split(' ')[1]));
    expect(numbers).toHaveLength(50);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(await sampled(rows, { sample: 50 })).toEqual(drawn);
    expect(await sampled(rows, { sample: 50, seed: 1 })).not.toEqual(drawn);
  });

  test('keeps its rows wherever they stand, and a new row moves at most one out', async () => {
    const drawn = await sampled(rows, { sample: 50 });
    expect((await sampled(rows.toReversed(), { sample: 50 })).toSorted()).toEqual(drawn.toSorted());
    const more = await sampled([...rows, '{"q":"ticket 400 ü"}'], { sample: 50 });
    expect(drawn.filter((row) => !more.includes(row)).length).toBeLessThanOrEqual(1);
  });

  test('of more rows than there are is all of them', async () => {
    expect(await sampled(rows.slice(0, 7), { sample: 50 })).toHaveLength(7);
  });

  test.each([
    ['sampled.jsonl', 0, /sample must be a whole number above 0; got 0/],
    ['sampled.csv', 3, /only \.jsonl files can be sampled/],
  ])('%s with sample %d is refused', async (name, sample, message) => {
    await expect(loadExamples(join(folder, name), { inputs: ['q'], sample })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringMatching(message) as string,
    });
  });
});

test('a line may be longer than what is read at once, and a letter may lie across two reads', async () => {
  const text = 'ü'.repeat(300_001);
  const rows = await load('long.jsonl', `{"q":"a"}\n{"q":"${text}"}\n`);
  expect(rows.map((row) => String(row.toJSON()['q']).length)).toEqual([1, 300_001]);
});

test('brackets in a text are no nesting', async () => {
  const text = `${'['.repeat(300)} "quoted" ${'{'.repeat(300)}`;
  const [example] = await load('brackets.jsonl', `${JSON.stringify({ q: text })}\n`);
  expect(example?.['q']).toBe(text);
});

test('a column may be called constructor or prototype: it is a field like any other', async () => {
  for (const [name, content] of [
    ['names.jsonl', '{"q":"a","constructor":"c","prototype":"p"}\n'],
    ['names.csv', 'q,constructor,prototype\na,c,p\n'],
  ] as const) {
    const [example] = await load(name, content, ['q', 'constructor']);
    expect(example?.inputs()).toEqual({ q: 'a', constructor: 'c' });
    expect(example?.labels()).toEqual({ prototype: 'p' });
  }
});

test('a file without line ends is refused before it fills the memory', async () => {
  const path = join(folder, 'endless.jsonl');
  await writeFile(path, 'x'.repeat(3_000_000));
  const read = async () => {
    for await (const line of readLines(path, 1_000_000)) return line;
    return null;
  };
  await expect(read()).rejects.toThrow(/^line 1 is longer than 1000000 characters$/);
});
