import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import {
  identifyProcess,
  identifySelf,
  isRunning,
  signalProcess,
} from '../../client/temporal-server/process-identity.ts';

describe('a process identity', () => {
  test('of a process that runs stays the same', async () => {
    expect(await identifySelf()).toEqual(await identifyProcess(process.pid));
  });

  test('of a process that ended is null', async () => {
    const child = spawn(process.execPath, ['-e', '0']);
    await once(child, 'exit');
    expect(await identifyProcess(child.pid!)).toBeNull();
  });

  test('does not fit another process with the same number', async () => {
    expect(await isRunning({ pid: process.pid, startToken: 'of an earlier one' })).toBe(false);
  });

  test('a signal for an earlier process does not reach the one that has its number now', async () => {
    const sent = await signalProcess({ pid: process.pid, startToken: 'of an earlier one' }, 'SIGKILL');
    expect(sent).toBe(false);
  });

  test.runIf(process.platform === 'linux')(
    'of a child that was killed but not yet waited for is null',
    async () => {
      const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [chunk] = await once(parent.stdout, 'data');
      const pid = Number(String(chunk));
      process.kill(pid, 'SIGKILL');
      const signalledAt = performance.now();
      while ((await identifyProcess(pid)) !== null && performance.now() - signalledAt < 2_000) continue;
      parent.kill('SIGKILL');
      expect(await identifyProcess(pid)).toBeNull();
    },
  );
});
