import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { loadChampion } from 'durable-mipro';
import type { ChampionRegistry } from '../../../domain/champion.ts';
import { Predict } from '../../../program/predict.ts';
import { savedProgramText } from '../../../program/saved/program-state.ts';
import { FileChampionRegistry } from '../../../stores/file-champion-registry.ts';
import { promotionOf } from '../../contracts/a-promotion.ts';
import { temporaryFolder } from '../../stores/temporary-folder.ts';

const root = temporaryFolder();
const TASK = 'ticket-triage';
let homes = 0;
let home: string;
let registry: FileChampionRegistry;
beforeEach(() => {
  home = join(root, String((homes += 1)));
  registry = new FileChampionRegistry(home);
});

const triage = () => new Predict('ticket -> label: "billing" | "bug"');

function saved(instructions: string): string {
  const program = triage();
  program.instructions = instructions;
  return savedProgramText(program);
}

async function promote(instructions: string, expectedVersion = 0): Promise<void> {
  const promotionId = `night-${expectedVersion}`;
  await registry.promote(promotionOf(TASK, { program: saved(instructions), expectedVersion, promotionId }));
}

/** A clock that stands until it is set. */
function clock() {
  let ms = 0;
  return { nowMs: () => ms, set: (now: number) => void (ms = now) };
}

/** Waits for what was begun in the background. */
async function settled(registryCalls: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(registryCalls);
  await new Promise((resolve) => setImmediate(resolve));
}

/** The registry, with the promises that it has given. */
function watched(inner: ChampionRegistry) {
  const calls: Promise<unknown>[] = [];
  const kept = <T>(promise: Promise<T>): Promise<T> => {
    calls.push(promise);
    return promise;
  };
  const watchedRegistry: ChampionRegistry = {
    current: (task) => kept(inner.current(task)),
    currentVersion: (task) => kept(inner.currentVersion(task)),
    version: (task, version) => kept(inner.version(task, version)),
    history: (task) => kept(inner.history(task)),
    promote: (promotion) => kept(inner.promote(promotion)),
    looks: (task) => kept(inner.looks(task)),
    addLook: (task, look) => kept(inner.addLook(task, look)),
  };
  return { registry: watchedRegistry, calls };
}

test('an application gets a copy of its program with the champion’s instructions', async () => {
  await promote('Sort the ticket.');
  const program = triage();
  const before = program.instructions;
  const champion = await loadChampion(TASK, { home });
  expect(champion.into(program).instructions).toBe('Sort the ticket.');
  expect(program.instructions).toBe(before);
  expect(champion.entry).toMatchObject({ version: 1, runId: 'mipro/ticket-triage/abc' });
});

test('the same program gets the same copy with every request', async () => {
  await promote('Sort the ticket.');
  const program = triage();
  const first = (await loadChampion(TASK, { home })).into(program);
  expect((await loadChampion(TASK, { home })).into(program)).toBe(first);
});

test('a task without a champion is a ChampionMissing that names it, and not remembered', async () => {
  await expect(loadChampion(TASK, { home })).rejects.toMatchObject({ name: 'ChampionMissing', task: TASK });
  await promote('Sort the ticket.');
  expect((await loadChampion(TASK, { home })).version).toBe(1);
});

test('a program with other fields is a ChampionMismatch that names version and field', async () => {
  await promote('Sort the ticket.');
  const champion = await loadChampion(TASK, { home });
  const other = new Predict('question -> answer');
  expect(() => champion.into(other)).toThrow(
    expect.objectContaining({
      name: 'ChampionMismatch',
      version: 1,
      message: expect.stringContaining('ticket'),
    }),
  );
});

test('a damaged version is a ChampionUnreadable that names the file', async () => {
  mkdirSync(join(home, 'champions', TASK), { recursive: true });
  writeFileSync(join(home, 'champions', TASK, '000001.json'), '{"schema": 1');
  await expect(loadChampion(TASK, { home })).rejects.toMatchObject({
    name: 'ChampionUnreadable',
    message: expect.stringContaining('000001.json cannot be read: it is not valid JSON'),
  });
});

test('within refreshMs nothing is looked up again', async () => {
  await promote('One.');
  const { nowMs, set } = clock();
  const watch = watched(registry);
  const options = { registry: watch.registry, nowMs, refreshMs: 1000 };
  await loadChampion(TASK, options);
  const before = watch.calls.length;
  set(999);
  await loadChampion(TASK, options);
  expect(watch.calls.length).toBe(before);
});

test('after refreshMs the known version is given at once, and the newer one from the next call on', async () => {
  await promote('One.');
  const { nowMs, set } = clock();
  const watch = watched(registry);
  const options = { registry: watch.registry, nowMs, refreshMs: 1000 };
  await loadChampion(TASK, options);
  await promote('Two.', 1);
  set(1000);
  expect((await loadChampion(TASK, options)).version).toBe(1);
  await settled(watch.calls);
  await settled(watch.calls);
  const champion = await loadChampion(TASK, options);
  expect(champion.version).toBe(2);
  expect(champion.into(triage()).instructions).toBe('Two.');
});

test('after a long silence the newer version is waited for', async () => {
  await promote('One.');
  const { nowMs, set } = clock();
  const options = { home, nowMs, refreshMs: 1000 };
  await loadChampion(TASK, options);
  await promote('Two.', 1);
  set(10_000);
  expect((await loadChampion(TASK, options)).version).toBe(2);
});

test('while the registry fails the known version stays in use, and one warning says so', async () => {
  await promote('One.');
  const { nowMs, set } = clock();
  const warnings: string[] = [];
  const options = { home, nowMs, refreshMs: 1000, warn: (line: string) => void warnings.push(line) };
  await loadChampion(TASK, options);
  rmSync(join(home, 'champions'), { recursive: true });
  for (const now of [10_000, 30_000, 60_000]) {
    set(now);
    expect((await loadChampion(TASK, options)).version).toBe(1);
  }
  expect(warnings).toEqual([
    expect.stringContaining(
      'Champion 1 of the task ticket-triage stays in use, since it cannot be looked up',
    ),
  ]);
});

test('many callers at the start share one look-up', async () => {
  await promote('One.');
  const watch = watched(registry);
  await Promise.all(Array.from({ length: 50 }, () => loadChampion(TASK, { registry: watch.registry })));
  expect(watch.calls.length).toBe(2);
});

test('a misspelt option is refused with the one that was meant', async () => {
  await expect(loadChampion(TASK, { refreshMS: 5 } as never)).rejects.toThrow('Did you mean refreshMs?');
});
