import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileChampionRegistry } from '../../stores/file-champion-registry.ts';
import { promotionOf } from '../contracts/a-promotion.ts';
import { temporaryFolder } from './temporary-folder.ts';

const home = temporaryFolder();
const registry = new FileChampionRegistry(home);
const folderOf = (task: string) => join(home, 'champions', task);
const fileOf = (task: string) => join(folderOf(task), '000001.json');

/** The stored version with something changed by hand. */
async function damaged(task: string, change: (record: Record<string, unknown>) => void): Promise<void> {
  await registry.promote(promotionOf(task));
  const record = JSON.parse(readFileSync(fileOf(task), 'utf8')) as Record<string, unknown>;
  change(record);
  writeFileSync(fileOf(task), JSON.stringify(record));
}

test('a version is one file for its owner only, and nothing unfinished is left beside it', async () => {
  await registry.promote(promotionOf('plain'));
  await registry.promote(promotionOf('plain', { promotionId: 'too late' }));
  expect(readdirSync(folderOf('plain'))).toEqual(['000001.json']);
  expect(statSync(fileOf('plain')).mode & 0o777).toBe(0o600);
});

test('a file that someone left beside the versions is no version', async () => {
  await registry.promote(promotionOf('untidy'));
  for (const name of ['000009.json.tmp', 'notes.txt', '9.json'])
    writeFileSync(join(folderOf('untidy'), name), 'x');
  expect(await registry.currentVersion('untidy')).toBe(1);
});

type Damage = readonly [what: string, change: (record: Record<string, unknown>) => void, problem: string];

const DAMAGES: readonly Damage[] = [
  [
    'changed-program',
    (record) => Object.assign(record, { program: '{}' }),
    'its program does not have the hash',
  ],
  [
    'newer-schema',
    (record) => Object.assign(record, { schema: 9 }),
    'a newer version wrote it (schema 9, known is 1)',
  ],
  ['missing-field', (record) => Reflect.deleteProperty(record, 'promotedBy'), 'promotedBy: '],
  ['unknown-field', (record) => Object.assign(record, { extra: 1 }), 'Unrecognized key'],
];

test.each(DAMAGES)(
  'a version with a %s is refused with the file and what is wrong',
  async (task, change, problem) => {
    await damaged(task, change);
    await expect(registry.current(task)).rejects.toMatchObject({
      name: 'ChampionUnreadable',
      message: expect.stringContaining(`${fileOf(task)} cannot be read: `),
    });
    await expect(registry.current(task)).rejects.toThrow(problem);
  },
);

test('a damaged look is refused with its file', async () => {
  const looks = join(folderOf('blind'), 'looks');
  mkdirSync(looks, { recursive: true });
  writeFileSync(join(looks, '000001.json'), '{"number":1,"lookId":"a","atMs":5,"alpha":2}');
  await expect(registry.looks('blind')).rejects.toThrow(
    `${join(looks, '000001.json')} cannot be read: alpha: `,
  );
});
