import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTar, TarDamaged, writeTar, type TarEntry } from '../../stores/tar.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const entry = (name: string, text: string): TarEntry => ({ name, content: Buffer.from(text) });

async function bytesOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const blocks: Uint8Array[] = [];
  for await (const block of writeTar(entries)) blocks.push(block);
  return Buffer.concat(blocks);
}

/** In pieces, as a stream gives it. */
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += size) yield bytes.subarray(start, start + size);
}

async function entriesIn(bytes: Uint8Array, size = 100): Promise<{ name: string; text: string }[]> {
  const found: { name: string; text: string }[] = [];
  for await (const { name, content } of readTar(pieces(bytes, size)))
    found.push({ name, text: Buffer.from(content).toString() });
  return found;
}

const NAME = fc.stringMatching(/^[a-z0-9]{1,20}(\/[a-z0-9]{1,20}){0,3}\.json$/);

test('what is written is read, in its order, however the bytes arrive', async () => {
  const files = fc.array(fc.record({ name: NAME, text: fc.string({ unit: 'grapheme', maxLength: 2_000 }) }));
  await fc.assert(
    fc.asyncProperty(files, fc.integer({ min: 1, max: 3_000 }), async (given, size) => {
      const bytes = await bytesOf(given.map(({ name, text }) => entry(name, text)));
      expect(await entriesIn(bytes, size)).toEqual(given);
    }),
    { numRuns: 40 },
  );
});

const hasTar = spawnSync('tar', ['--version']).status === 0;

test.skipIf(!hasTar)('any tar program reads it, and what such a program packs is read', async () => {
  const there = mkdtempSync(join(folder, 'tar-'));
  writeFileSync(
    join(there, 'ours.tar'),
    await bytesOf([entry('a/b.json', '{"n":1}'), entry('c.json', 'x'.repeat(700))]),
  );
  execFileSync('tar', ['-xf', 'ours.tar'], { cwd: there });
  expect(readFileSync(join(there, 'a/b.json'), 'utf8')).toBe('{"n":1}');
  execFileSync('tar', ['-cf', 'theirs.tar', './a', './c.json'], { cwd: there });
  expect(await entriesIn(readFileSync(join(there, 'theirs.tar')))).toEqual([
    { name: 'a/b.json', text: '{"n":1}' },
    { name: 'c.json', text: 'x'.repeat(700) },
  ]);
});

test.each([
  ['more files', { mostFiles: 1 }],
  ['a larger file', { mostBytesOfFile: 299 }],
  ['more bytes in all', { mostBytes: 301 }],
])('an archive with %s than any run needs is refused before that is read', async (_what, limit) => {
  const bytes = await bytesOf([entry('a.json', 'x'.repeat(300)), entry('b.json', 'yy')]);
  const limits = { mostFiles: 9, mostBytesOfFile: 999, mostBytes: 999 };
  const readAll = async (some: object) => {
    let read = 0;
    for await (const { content } of readTar(pieces(bytes, 100), { ...limits, ...some }))
      read += content.byteLength;
    return read;
  };
  await expect(readAll({})).resolves.toBe(302);
  await expect(readAll(limit)).rejects.toThrow(new TarDamaged('it unfolds to more than any run needs'));
});

test.each([
  ['cut off in a file', (bytes: Buffer) => bytes.subarray(0, 700), 'it ends too early'],
  [
    'with another byte in a header',
    (bytes: Buffer) => bytes.fill(0x41, 10, 11),
    'it is no tar archive, or was damaged',
  ],
  [
    'of other bytes',
    () => Buffer.from('not a tar archive at all. '.repeat(40)),
    'it is no tar archive, or was damaged',
  ],
])('an archive %s is refused', async (_what, damage, says) => {
  const bytes = await bytesOf([entry('a.json', 'x'.repeat(300))]);
  await expect(entriesIn(damage(bytes))).rejects.toThrow(new TarDamaged(says));
});
