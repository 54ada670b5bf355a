import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withFileLock } from '../../client/temporal-server/file-lock.ts';

const HOLDER = `
  const { withFileLock } = await import(process.argv[1]);
  await withFileLock(process.argv[2], async () => { console.log('held'); await new Promise(() => setInterval(() => {}, 1e6)); });
`;

describe('a file lock', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'durable-mipro-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('lets one in at a time, also within one process', async () => {
    const path = join(folder, 'a.lock');
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    };
    await Promise.all([withFileLock(path, work), withFileLock(path, work), withFileLock(path, work)]);
    expect(most).toBe(1);
  });

  test('is free again after work that failed, and passes the failure on', async () => {
    const path = join(folder, 'b.lock');
    await expect(withFileLock(path, () => Promise.reject(new Error('broke inside')))).rejects.toThrow(
      'broke inside',
    );
    expect(await withFileLock(path, async () => 'in')).toBe('in');
  });

  test('of a killed process is free at once', async () => {
    const path = join(folder, 'c.lock');
    const module = new URL('../../client/temporal-server/file-lock.ts', import.meta.url).href;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, module, path]);
    await once(holder.stdout, 'data');
    let waited = false;
    const mine = withFileLock(
      path,
      async () => 'in',
      () => {
        waited = true;
        holder.kill('SIGKILL');
      },
    );
    expect([await mine, waited]).toEqual(['in', true]);
  });
});
