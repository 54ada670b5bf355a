import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const RUN = fileURLToPath(new URL('../../setup/run.mjs', import.meta.url));
const ENDING = fileURLToPath(new URL('ending-process.ts', import.meta.url));

describe.skipIf(process.platform === 'win32')('the launcher', () => {
  test("passes arguments on and ends with its child's exit code", async () => {
    const run = launch(ENDING, '5', 'at-once', 'more');
    expect([await run.code, run.said()]).toEqual([5, 'ready 5 at-once more\ninterrupts 0\n']);
  });

  test('passes SIGTERM on', async () => {
    const run = launch(ENDING, '6', 'later');
    await run.ready;
    run.process.kill('SIGTERM');
    expect(await run.code).toBe(6);
  });

  test('takes two Ctrl-C within half a second for one, and later ones as new', async () => {
    const run = launch(ENDING, '0', 'later');
    await run.ready;
    run.process.kill('SIGINT');
    await sleep(50);
    run.process.kill('SIGINT');
    await sleep(600);
    run.process.kill('SIGINT');
    await sleep(100);
    run.process.kill('SIGTERM');
    await run.code;
    expect(run.said()).toContain('interrupts 2\n');
  });

  test('says what it expected when the target is neither a script nor a tool', async () => {
    const run = launch('no-such-tool');
    expect([await run.code, run.complained()]).toEqual([
      1,
      'durable-mipro: Expected a .ts file or a tool of node_modules, got "no-such-tool".\n',
    ]);
  });
});

describe('the Node that runs us', () => {
  test.each([
    ['18.20.8', false],
    ['20.20.2', false],
    ['22.17.1', false],
    ['22.18.0', true],
    ['23.11.0', false],
    ['24.0.0', true],
    ['26.10.0', true],
  ])('%s is new enough: %s', async (version, expected) => {
    const { isNewEnough } = await importSetup('node-runtime.mjs');
    expect(isNewEnough(version)).toBe(expected);
  });
});

describe('the lock of an installation', () => {
  test('is taken over from a holder that is dead, without a wait', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'durable-mipro-install-'));
    const path = join(folder, 'install.lock');
    const dead = spawn(process.execPath, ['-e', '0']);
    await once(dead, 'exit');
    writeFileSync(path, String(dead.pid));
    const { withLock } = await importSetup('lock.mjs');
    const holder = await withLock(path, { onWait: () => {} }, () => readFileSync(path, 'utf8'));
    rmSync(folder, { recursive: true });
    expect(holder).toBe(String(process.pid));
  });
});

// Plain JavaScript without types, on purpose: it has to run before the compiler is installed.
async function importSetup(file: 'node-runtime.mjs' | 'lock.mjs'): Promise<SetupModules> {
  return import(new URL(`../../setup/${file}`, import.meta.url).href);
}

interface SetupModules {
  isNewEnough(version: string): boolean;
  withLock<T>(path: string, options: { onWait(): void }, work: () => T): Promise<T>;
}

function launch(...args: readonly string[]) {
  const child = spawn(process.execPath, [RUN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return {
    process: child,
    ready: once(child.stdout, 'data'),
    code: once(child, 'close').then(([code]) => code as number | null),
    said: () => out,
    complained: () => err,
  };
}
