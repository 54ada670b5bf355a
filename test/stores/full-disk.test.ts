import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openDatabase } from '../../stores/open-database.ts';
import { SqliteResponseStore } from '../../stores/sqlite-response-store.ts';
import { SqliteScoreStore } from '../../stores/sqlite-score-store.ts';
import type { StoreDatabase } from '../../stores/store-database.ts';
import { wholeWriter } from '../../stores/write-whole.ts';
import { answer } from './stored-answer.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const freshFolder = () => mkdtempSync(join(folder, 'disk-'));

/** A database that SQLite itself does not let grow any further, and the warnings about it. */
function fullStore() {
  const database = openDatabase(join(freshFolder(), 'responses.sqlite'));
  const warnings: string[] = [];
  const store = new SqliteResponseStore(database, (line) => warnings.push(line));
  limitPages(database, 40);
  let stored = 0;
  const fill = () => {
    for (; ; stored += 1) store.putIfAbsent(`key-${stored}`, answer('x'.repeat(3_000)));
  };
  expect(fill).toThrow(
    expect.objectContaining({
      name: 'StoreFailed',
      message: expect.stringMatching(/responses\.sqlite cannot be used \(SQLite 13\): the disk is full/),
    }),
  );
  return { database, store, warnings, stored };
}

function limitPages(database: StoreDatabase, pages: number): void {
  database.prepare(`PRAGMA max_page_count = ${pages}`).get();
}

test('a full store fails with its path and what helps, and what it had before is there', () => {
  const { database, store, stored } = fullStore();
  expect(stored).toBeGreaterThan(3);
  expect(store.get(`key-${stored - 1}`)?.text).toHaveLength(3_000);
  expect(store.get(`key-${stored}`)).toBeUndefined();
  database.close();
});

test('answers that cannot be written are given from memory, told once, and written when there is room', () => {
  const { database, store, warnings } = fullStore();
  store.hold('a', answer('a'.repeat(5_000)));
  store.hold('b', answer('b'.repeat(5_000)));
  expect(store.get('a')?.text).toBe('a'.repeat(5_000));
  expect(warnings).toEqual([expect.stringContaining('responses.sqlite')]);
  limitPages(database, 1_000);
  expect(store.get('b')?.text).toBe('b'.repeat(5_000));
  const again = new SqliteResponseStore(database);
  expect([again.get('a')?.text.length, again.get('b')?.text.length]).toEqual([5_000, 5_000]);
  database.close();
});

test('a transaction that meets a full store leaves nothing of itself behind', () => {
  const { database } = fullStore();
  const scores = new SqliteScoreStore(database);
  const work = () =>
    database.transaction(() => {
      scores.putIfAbsent('subject', 'example', { score: 1, problem: null });
      new SqliteResponseStore(database).putIfAbsent('big', answer('y'.repeat(200_000)));
    });
  expect(work).toThrow(expect.objectContaining({ name: 'StoreFailed' }));
  expect(scores.getMany('subject', ['example']).size).toBe(0);
  database.close();
});

test('a file whose writing fails in its middle is the old one, whole, and no other is left', async () => {
  const room = freshFolder();
  const file = join(room, 'file.json');
  await wholeWriter((handle, content) => handle.writeFile(content))(file, '{"old":1}');
  const failing = wholeWriter(async (handle, content) => {
    await handle.writeFile(content.slice(0, 4));
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
  await expect(failing(file, '{"new":2}')).rejects.toMatchObject({
    name: 'StoreFailed',
    message: `${file} cannot be used (ENOSPC): the disk is full. Free some space.`,
  });
  expect(readdirSync(room)).toEqual(['file.json']);
});

/** A small disk of one's own needs Linux and a kernel that lets users make one. */
const MOUNT = 'mount -t tmpfs -o size=400k tmpfs "$1"';
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', MOUNT, 'sh', freshFolder()]).status === 0;

test.skipIf(!canMount)(
  'on a disk that is really full nothing is half written, and a paid answer is kept',
  () => {
    const script = fileURLToPath(new URL('full-disk-process.ts', import.meta.url));
    const printed = execFileSync(
      'unshare',
      [
        '-rm',
        'sh',
        '-c',
        `${MOUNT} && exec "$2" --conditions=durable-mipro-source "$3" "$1"`,
        'sh',
        freshFolder(),
        process.execPath,
        script,
      ],
      { encoding: 'utf8' },
    );
    const { wholeArtifacts, artifactFiles, ...outcome } = JSON.parse(printed) as Record<string, unknown>;
    expect(outcome).toEqual({
      fileFailure: expect.stringMatching(/^StoreFailed: .*\(ENOSPC\): the disk is full/),
      storeFailure: expect.stringMatching(/^StoreFailed: .*\(SQLite \d+\): /),
      warnings: 1,
      leftovers: [],
      lastAnswer: true,
      held: 'paid for',
      filesThatAreNoJson: [],
    });
    expect(artifactFiles).toBe(wholeArtifacts);
  },
);
