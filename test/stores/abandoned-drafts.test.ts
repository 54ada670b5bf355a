import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { draftOf, removeAbandonedDrafts } from '../../stores/abandoned-drafts.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const DAYS_MS = 24 * 60 * 60 * 1_000;

/** The number of a process that has ended. */
const { pid: deadPid } = spawnSync(process.execPath, ['--version']);

function draftBy({ room, pid = process.pid, host }: { room: string; pid?: number; host?: string }): string {
  const own = draftOf(join(folder, room, 'deep', 'result.json'));
  const path = own.replace(/\.(\d+)-([0-9a-f]{8})-/, (_, _pid, here) => `.${pid}-${host ?? here}-`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'half');
  return path;
}

async function isLeft(room: string): Promise<boolean> {
  await removeAbandonedDrafts(join(folder, room));
  return readdirSync(join(folder, room, 'deep')).length > 0;
}

test('a draft whose writer was killed is removed', async () => {
  draftBy({ room: 'dead', pid: deadPid });
  expect(await isLeft('dead')).toBe(false);
});

test('a draft whose writer lives stays', async () => {
  draftBy({ room: 'alive' });
  expect(await isLeft('alive')).toBe(true);
});

test('a draft of another host stays for a day', async () => {
  const path = draftBy({ room: 'elsewhere', pid: deadPid, host: '00000000' });
  expect(await isLeft('elsewhere')).toBe(true);
  const longAgo = new Date(Date.now() - 2 * DAYS_MS);
  utimesSync(path, longAgo, longAgo);
  expect(await isLeft('elsewhere')).toBe(false);
});

test('a file that someone else called .tmp is none of ours', async () => {
  mkdirSync(join(folder, 'other', 'deep'), { recursive: true });
  writeFileSync(join(folder, 'other', 'deep', 'notes.tmp'), 'mine');
  expect(await isLeft('other')).toBe(true);
});

test('a folder that is not there holds none', async () => {
  await expect(removeAbandonedDrafts(join(folder, 'never made'))).resolves.toBeUndefined();
});
