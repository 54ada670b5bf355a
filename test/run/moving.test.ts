import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRun } from '../../client/find-run.ts';
import { goOn, type GoneOn, type GoOnOrder } from '../../client/go-on.ts';
import { runIdOf } from '../../domain/task-queue.ts';
import { exportRun } from '../../stores/export-run.ts';
import { importRun } from '../../stores/import-run.ts';
import { openStores, type Stores } from '../../stores/open-stores.ts';
import { createRunRecords } from '../../stores/run-records.ts';
import { RunFolders, type Checkpoint, type RunKey } from '../../stores/run-folders.ts';
import { withoutOrigin, type Lab } from './lab.ts';
import { startOtherServer, type OtherServer } from './other-server.ts';
import { leaveRun } from './leave-run.ts';
import { describeRuns } from './run-harness.ts';
import { dataConverter } from '../../workers/compressed-payloads.ts';

const LONGER = { numTrials: 9 } as const;

/** After the first full scoring and its checkpoint, before the second. */
const LEFT_AT = 115;

async function onlyRun(home: string): Promise<{ key: RunKey; checkpoint: Checkpoint }> {
  const [key] = await new RunFolders(home).list();
  const checkpoint = key && (await new RunFolders(home).checkpoint(key));
  if (!key || !checkpoint) throw new Error('The home has no run with a checkpoint.');
  return { key, checkpoint };
}

async function withStores<T>(home: string, work: (stores: Stores) => Promise<T>): Promise<T> {
  const stores = openStores(home);
  try {
    return await work(stores);
  } finally {
    stores.close();
  }
}

/** Takes the lab's run out of its home and into another; gives that. */
async function move(lab: Lab, { withAnswers }: { withAnswers: boolean }): Promise<string> {
  const [target, home] = [join(lab.freshHome(), 'run.tgz'), lab.freshHome()];
  const { key } = await onlyRun(lab.home);
  await withStores(lab.home, (stores) =>
    exportRun({ stores, runs: new RunFolders(lab.home), key, target, withAnswers }),
  );
  await withStores(home, (stores) => importRun({ stores, runs: new RunFolders(home), source: target }));
  return home;
}

describeRuns('a run that moves to another home and an empty server', (open, { binary }) => {
  let calm: { program: unknown; requests: number; trials: unknown };
  let other: OtherServer;
  let connection: Connection;

  beforeAll(async () => {
    other = await startOtherServer(binary);
    connection = await Connection.connect({ address: other.address });
    const lab = await open();
    const { program, result } = await lab.run({ settings: LONGER });
    calm = { program: withoutOrigin(program), requests: lab.requests(), trials: result.trials };
  });
  afterAll(async () => {
    await connection.close();
    await other.stop();
  });

  async function orderThere(lab: Lab, home: string, order: GoOnOrder): Promise<GoneOn> {
    const at = { client: new Client({ connection, dataConverter }), runs: new RunFolders(home), home };
    return goOn(at, await findRun(at.client, at.runs, lab.name), order);
  }

  const there = (home: string) => ({ home, server: { address: other.address }, settings: LONGER });

  test.concurrent('with its answers repeats no call and ends as if it had stayed', async () => {
    const lab = await open({ latencyMs: 10 });
    await leaveRun(lab, LEFT_AT, { settings: LONGER });
    const home = await move(lab, { withAnswers: true });
    expect(await orderThere(lab, home, { name: 'resume' })).toBe('started');
    const { result, program } = await lab.run(there(home));
    expect(result.trials).toEqual(calm.trials);
    expect(withoutOrigin(program)).toEqual(calm.program);
    expect(lab.requests()).toBe(calm.requests);
    expect(lab.model.stats().uniqueRequests).toBe(lab.requests());
  });

  test.concurrent('without its answers keeps trials, scores and account of its checkpoint', async () => {
    const lab = await open({ latencyMs: 10 });
    await leaveRun(lab, LEFT_AT, { settings: LONGER });
    const { key, checkpoint } = await onlyRun(lab.home);
    const requests = lab.requests();
    expect(checkpoint.state.trials.some(({ origin }) => origin === 'full-scoring')).toBe(true);
    const home = await move(lab, { withAnswers: false });
    await orderThere(lab, home, { name: 'resume' });
    const known = await withStores(home, async ({ database }) =>
      createRunRecords(database).memoryOf(runIdOf(key.task, key.specHash)),
    );
    expect(known).toEqual(checkpoint.memory);
    const { result } = await lab.run(there(home));
    expect(result.trials).toEqual(calm.trials);
    expect(result.usage.lmCalls).toBe(sum(checkpoint) + lab.requests() - requests);
    // All trials of the checkpoint, and what came before them, are not asked for again.
    expect(lab.requests() - requests).toBeLessThan(calm.requests - 60);
  });

  test.concurrent('by a copy of its folder and its artifacts goes on with the same command', async () => {
    const lab = await open({ latencyMs: 10 });
    await leaveRun(lab, LEFT_AT, { settings: LONGER });
    const [home, { key, checkpoint }] = [lab.freshHome(), await onlyRun(lab.home)];
    mkdirSync(home, { recursive: true });
    for (const part of [join('runs', key.task, key.specHash), 'artifacts'])
      cpSync(join(lab.home, part), join(home, part), { recursive: true });
    const running = lab.start(there(home));
    const { result } = await running.finished;
    expect(running.outcome()).toBe('resumed-from-checkpoint');
    expect(result.trials).toEqual(calm.trials);
    expect(result.usage.lmCalls).toBeGreaterThan(sum(checkpoint));
  });

  test.concurrent('with a checkpoint as version 0.1 wrote it goes on from there', async () => {
    const lab = await open({ latencyMs: 10 });
    await leaveRun(lab, LEFT_AT, { settings: LONGER });
    const { key } = await onlyRun(lab.home);
    const file = new RunFolders(lab.home).checkpointFile(key);
    const { spec, state } = JSON.parse(readFileSync(file, 'utf8')) as Checkpoint;
    const { extended: _extended, idleMs: _idleMs, ...older } = state;
    writeFileSync(file, JSON.stringify({ spec, state: { ...older, schema: 1 } }));
    const running = lab.start(there(lab.home));
    const { result } = await running.finished;
    expect(running.outcome()).toBe('resumed-from-checkpoint');
    expect(result.trials).toEqual(calm.trials);
    expect(lab.requests()).toBe(calm.requests);
  });

  test.concurrent('and has a cap, keeps to it over both homes', async () => {
    const lab = await open({ latencyMs: 10 });
    await leaveRun(lab, LEFT_AT, { settings: LONGER });
    const { checkpoint } = await onlyRun(lab.home);
    const home = await move(lab, { withAnswers: false });
    const cap = sum(checkpoint) + 10;
    const requests = lab.requests();
    const { result } = await lab.run({ ...there(home), budget: { maxLmCalls: cap } });
    expect(result).toMatchObject({ stoppedBecause: 'budget', usage: { lmCalls: cap } });
    expect(lab.requests() - requests).toBe(10);
  });

  test.concurrent(
    'once it has finished gives its result there without a call, and can be extended',
    async () => {
      const lab = await open();
      const first = await lab.run({ settings: LONGER });
      const requests = lab.requests();
      const home = await move(lab, { withAnswers: true });
      const again = await lab.run(there(home));
      expect(again).toMatchObject({ finishedBefore: true, program: first.program, result: first.result });
      expect(lab.requests()).toBe(requests);
      expect(await orderThere(lab, home, { name: 'extend', extension: { trials: 3 } })).toBe('started');
      const { result } = await lab.run(there(home));
      expect(result.trials.slice(0, first.result.trials.length)).toEqual(first.result.trials);
      expect(result.sizes.trials).toBe(12);
      expect(result.usage.lmCalls).toBe(lab.requests());
      expect(lab.model.stats().uniqueRequests).toBe(lab.requests());
    },
  );
});

/** The calls that a checkpoint's account has counted. */
function sum({ memory }: Checkpoint): number {
  return memory?.account.lines.reduce((calls, line) => calls + line.lmCalls, 0) ?? 0;
}
