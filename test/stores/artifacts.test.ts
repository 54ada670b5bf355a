import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, jsonValue, property } from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { FileArtifactStore } from '../../stores/file-artifact-store.ts';
import { RecentValues } from '../../stores/recent-values.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
let rooms = 0;

function newStore(): { store: FileArtifactStore; room: string; again: () => FileArtifactStore } {
  rooms += 1;
  const room = join(folder, `room-${rooms}`);
  return { store: new FileArtifactStore(room), room, again: () => new FileArtifactStore(room) };
}

function fileOf(room: string, sha256: string): string {
  return join(room, sha256.slice(0, 2), `${sha256.slice(2)}.json`);
}

it('a value is read back by its name, in another process too', async () => {
  const { store, again } = newStore();
  const value = { b: [1, { d: null, c: 'ü' }], a: 1.5 };
  const ref = await store.put(value);
  expect(await again().get(ref)).toEqual(value);
});

it('equal values have one name and one file', async () => {
  const { store, room } = newStore();
  const one = await store.put({ a: 1, b: 2 });
  expect(await store.put({ a: 1, b: 2 })).toEqual(one);
  expect(readdirSync(room, { recursive: true })).toHaveLength(2);
});

it('keys keep their order: a demo is shown with its fields as they were set', async () => {
  const { store } = newStore();
  const ref = await store.put({ b: 2, a: 1 });
  expect(Object.keys((await store.get(ref)) as object)).toEqual(['b', 'a']);
});

it('the name is the SHA-256 of the file and its bytes are counted', async () => {
  const { store, room } = newStore();
  const ref = await store.put({ text: 'Grüße' });
  const bytes = readFileSync(fileOf(room, ref.sha256));
  expect([bytes.toString(), ref.bytes]).toEqual(['{"text":"Grüße"}', bytes.length]);
});

it('files and folders belong to their owner only', async () => {
  const { store, room } = newStore();
  const { sha256 } = await store.put(1);
  const modes = [room, fileOf(room, sha256)].map((path) => statSync(path).mode & 0o777);
  expect(modes).toEqual([0o700, 0o600]);
});

it('a name under which nothing is stored is missing', async () => {
  const { store } = newStore();
  const ref = { sha256: 'a'.repeat(64), bytes: 1 };
  await expect(store.get(ref)).rejects.toMatchObject({ name: 'ArtifactMissing' });
});

it.each(['../../etc/passwd', `${'a'.repeat(62)}/.`, 'A'.repeat(64), ''])(
  'the name %j opens no file',
  async (sha256) => {
    await expect(newStore().store.get({ sha256, bytes: 1 })).rejects.toMatchObject({
      name: 'ArtifactMissing',
    });
  },
);

it('changed bytes are noticed, and storing the value again mends them', async () => {
  const { store, room, again } = newStore();
  const ref = await store.put({ a: 1 });
  writeFileSync(fileOf(room, ref.sha256), '{"a":2}');
  await expect(again().get(ref)).rejects.toMatchObject({ name: 'ArtifactDamaged' });
  await store.put({ a: 1 });
  expect(await again().get(ref)).toEqual({ a: 1 });
});

it('what is given out cannot be changed', async () => {
  const { store } = newStore();
  const value = (await store.get(await store.put({ list: [1] }))) as { list: number[] };
  expect(() => value.list.push(2)).toThrow(TypeError);
});

it('equal puts at the same time leave one whole file', async () => {
  const { store, room } = newStore();
  const refs = await Promise.all(Array.from({ length: 20 }, () => store.put({ same: true })));
  expect(new Set(refs.map(({ sha256 }) => sha256)).size).toBe(1);
  expect(readdirSync(room, { recursive: true }).filter((name) => String(name).includes('tmp'))).toEqual([]);
});

it('canonical JSON reads back as the same value and is the same again', () => {
  assert(
    property(jsonValue(), (value) => {
      const text = canonicalJson(value);
      return (
        text === canonicalJson(JSON.parse(text)) && text === canonicalJson(JSON.parse(JSON.stringify(value)))
      );
    }),
  );
});

it.each([[Number.NaN], [{ at: new Date(0) }], [() => 1], [1n], [new Map()], [Symbol('x')]])(
  'canonical JSON refuses what it cannot carry: %s',
  (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  },
);

it('the values used last are kept up to a sum of sizes', () => {
  const recent = new RecentValues<string>(10);
  recent.set('a', 'A', 5);
  recent.set('b', 'B', 5);
  recent.get('a');
  recent.set('c', 'C', 5);
  recent.set('huge', 'H', 11);
  expect(['a', 'b', 'c', 'huge'].map((key) => recent.get(key)?.value)).toEqual([
    'A',
    undefined,
    'C',
    undefined,
  ]);
});
