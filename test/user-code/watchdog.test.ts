import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { eventually } from '../run/lab.ts';
import { temporaryFolder } from '../stores/temporary-folder.ts';
import { rowsThat, writeMisbehaving } from './task-file.ts';

const PROCESS = fileURLToPath(new URL('watched-process.ts', import.meta.url));
const folder = temporaryFolder();

function runRows(home: string, taskFile: string) {
  const args = ['--conditions=durable-mipro-source', PROCESS, home, taskFile];
  const { signal, status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { end: signal ?? status, outcomes: stdout.trim().split('\n'), stderr };
}

test.each([
  ['metric-spins', 'SIGKILL', 'metric-hung', 'the metric has held this process for 0.6 seconds'],
  ['program-spins-deaf', 'SIGKILL', 'program-hung', 'the program has held this process for 0.6 seconds'],
  ['metric-exits', 3, 'exited', 'the metric has called process.exit'],
] as const)(
  'without isolation a row on which the code does %s ends the process with its name, and is not tried again by the next',
  (fault, end, ...[problem, words]) => {
    const home = mkdtempSync(join(folder, 'home-'));
    const userCode = { isolation: 'none', timeoutMs: 600 } as const;
    const taskFile = writeMisbehaving(home, { name: fault, rows: rowsThat('one', fault, 'two'), userCode });
    const first = runRows(home, taskFile);
    expect(first).toMatchObject({ end, outcomes: ['scored'] });
    expect(first.stderr).toMatch(/row 2 of the trainset \([0-9a-f]{16}\)/);
    expect(first.stderr).toContain(words);
    expect(first.stderr).not.toContain('charged twice');
    expect(runRows(home, taskFile)).toMatchObject({ end: 0, outcomes: ['scored', problem, 'scored'] });
  },
);

test('a child whose parent was killed ends by itself, also while it spins', async () => {
  const home = mkdtempSync(join(folder, 'home-'));
  const pidFile = join(home, 'pid');
  const taskFile = writeMisbehaving(home, {
    name: 'orphan',
    rows: rowsThat('metric-notes-pid-and-spins'),
    userCode: { timeoutMs: 600_000 },
  });
  const parent = spawn(process.execPath, ['--conditions=durable-mipro-source', PROCESS, home, taskFile], {
    env: { ...process.env, MISBEHAVING_PID_FILE: pidFile },
    stdio: 'ignore',
  });
  await eventually(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '');
  const child = Number(readFileSync(pidFile, 'utf8'));
  expect(isAlive(child)).toBe(true);
  parent.kill('SIGKILL');
  await eventually(() => !isAlive(child));
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
