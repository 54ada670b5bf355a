/**
 * Records the histories that `replay.test.ts` replays, from real runs against a real server:
 *
 *     node --conditions=durable-mipro-source test/replay/record.ts
 *
 * To be run when a workflow records something new: a story of its own in STORIES. What is recorded already stays as it
 * is, since such runs may still be under way.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { ensureDevServer } from '../../client/temporal-server/dev-server.ts';
import { findBinary } from '../../client/temporal-server/find-binary.ts';
import type { Verdict } from '../../domain/night.ts';
import { exactMatch } from '../../metrics/exact-match.ts';
import { eventually, openLab, pause, tickets, TwoSteps, type Lab, type LabRun } from '../run/lab.ts';
import { closeNights, openNights, progressOf, QUICK_GATE } from '../run/night-lab.ts';
import { openReceiver } from '../run/receiver.ts';
import { startOtherServer } from '../run/other-server.ts';
import { withoutHost } from './without-host.ts';
import { dataConverter } from '../../workers/compressed-payloads.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const FOLDER = fileURLToPath(new URL(`./${version.split('.').slice(0, 2).join('.')}`, import.meta.url));

/** A request of the search of a small run. */
const IN_SEARCH = 85;
const IN_STAGE_1 = 8;
/** The champion is scored on 89 rows before. */
const IN_RUN_OF_NIGHT = 240;

const CALM = { latencyMs: 10 } as const;

interface World {
  readonly address: string;
  readonly client: Client;
}

async function record(
  client: Client,
  name: string,
  run: { workflowId: string; runId?: string },
): Promise<void> {
  const history = await client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
  writeFileSync(join(FOLDER, `${name}.json`), withoutHost(historyToJSON(history)));
  process.stdout.write(`${name}: ${history.events?.length} events\n`);
}

function isRecorded(name: string): boolean {
  return existsSync(join(FOLDER, `${name}.json`));
}

async function inLab(
  world: World,
  conditions: object,
  story: (lab: Lab) => Promise<string>,
): Promise<string> {
  const { lab, close } = await openLab(world, conditions);
  try {
    return await story(lab);
  } finally {
    await close();
  }
}

/** A run from beginning to end, with what happens to it on the way. */
async function through(lab: Lab, run: LabRun, onTheWay?: (order: Order) => Promise<void>): Promise<string> {
  const running = lab.start({ numThreads: 2, ...run });
  const handle = await running.handle();
  const order: Order = async (name, ...args) => {
    await handle.executeUpdate(name, { args: args as [] });
  };
  await onTheWay?.(order);
  lab.hurry();
  await running.finished;
  return handle.workflowId;
}

type Order = (name: string, ...args: unknown[]) => Promise<void>;

const STORIES: { readonly [name: string]: (world: World) => Promise<string> } = {
  light: (world) =>
    inLab(world, {}, (lab) => through(lab, { settings: { auto: 'light' }, task: { trainset: tickets(70) } })),
  pruned: (world) => inLab(world, {}, (lab) => through(lab, { settings: { numTrials: 12, pruning: true } })),
  'pruned-without-minibatches': (world) =>
    inLab(world, {}, (lab) => through(lab, { settings: { minibatch: false, pruning: true } })),
  'without-minibatches': (world) =>
    inLab(world, {}, (lab) => through(lab, { settings: { minibatch: false } })),
  'zero-shot': (world) =>
    inLab(world, {}, (lab) => through(lab, { settings: { maxBootstrappedDemos: 0, maxLabeledDemos: 0 } })),
  'two-predictors-and-test-set': (world) =>
    inLab(world, {}, (lab) => {
      const labels = ['category', 'priority'] as const;
      const testset = tickets(8, { from: 100, labels: [...labels] });
      const trainset = tickets(30, { labels: [...labels] });
      return through(lab, {
        task: { program: () => new TwoSteps(), metric: exactMatch('priority'), trainset, testset },
      });
    }),
  'paused-in-stage-1': (world) => inLab(world, CALM, (lab) => through(lab, {}, pauseAt(lab, IN_STAGE_1))),
  'paused-in-stage-2': (world) => inLab(world, CALM, (lab) => through(lab, {}, pauseAt(lab, IN_SEARCH))),
  drained: (world) => inLab(world, CALM, (lab) => through(lab, {}, stopAt(lab, 'drain'))),
  'stopped-now': (world) => inLab(world, CALM, (lab) => through(lab, {}, stopAt(lab, 'now'))),
  extended: (world) =>
    inLab(world, CALM, (lab) =>
      through(lab, {}, async (order) => {
        await lab.holdAt(IN_SEARCH);
        await order('extend', { trials: 2 });
      }),
    ),
  'out-of-budget': (world) =>
    inLab(world, {}, (lab) => through(lab, { budget: { maxLmCalls: IN_SEARCH, maxDurationMs: 60_000 } })),
  cancelled: (world) =>
    inLab(world, CALM, async (lab) => {
      const running = lab.start({ numThreads: 2 });
      await lab.holdAt(IN_SEARCH);
      const handle = await running.handle();
      await handle.cancel();
      lab.hurry();
      await running.finished.catch(() => {});
      return handle.workflowId;
    }),
  'resumed-from-checkpoint': (world) =>
    inLab(world, CALM, async (lab) => {
      const running = lab.start({ numThreads: 2 });
      await lab.holdAt(IN_SEARCH);
      await (await running.handle()).terminate('to be resumed');
      lab.hurry();
      await running.finished.catch(() => {});
      return through(lab, {});
    }),
  'blocked-and-resumed': (world) =>
    inLab(world, { faults: [{ at: { from: IN_SEARCH }, kind: 'status401' }] }, async (lab) => {
      await lab.run().catch(() => {});
      lab.model.setFaults([]);
      return through(lab, {});
    }),
};

function pauseAt(lab: Lab, request: number) {
  return async (order: Order) => {
    await lab.holdAt(request);
    await order('pause');
    lab.crawl();
    await pause(2_500);
    await order('resume');
  };
}

function stopAt(lab: Lab, mode: string) {
  return async (order: Order) => {
    await lab.holdAt(IN_SEARCH);
    await order('stop', { mode });
  };
}

/** The first workflow run of a chain and the one after it. */
async function recordContinued(binary: string): Promise<void> {
  const other = await startOtherServer(binary);
  const connection = await Connection.connect({ address: other.address });
  const client = new Client({ connection, dataConverter });
  const workflowId = await inLab({ address: other.address, client }, {}, (lab) => through(lab, {}));
  const last = await client.workflow.getHandle(workflowId).describe();
  const runId = last.raw.workflowExtendedInfo?.originalStartTime ? await firstRunId(client, workflowId) : '';
  await record(client, 'continued-as-new-first', { workflowId, runId });
  await record(client, 'continued-as-new-last', { workflowId });
  await connection.close();
  await other.stop();
}

/** A night and the run that it starts. */
async function recordNight(world: World): Promise<void> {
  await inLab(world, {}, async (lab) => {
    const { night } = await openNights(lab, { address: world.address });
    const { nightId, run } = await night();
    await record(world.client, 'night', { workflowId: nightId.slice(0, nightId.lastIndexOf('/')) });
    await record(world.client, 'night-run', { workflowId: run?.runId ?? '' });
    await closeNights();
    return nightId;
  });
}

/** A night whose run was blocked, and that a person was asked about. */
async function recordAskingNight(world: World): Promise<void> {
  await inLab(world, { faults: [{ at: { from: IN_RUN_OF_NIGHT }, kind: 'status401' }] }, async (lab) => {
    const { notify, events, close } = await openReceiver();
    const nightly = { gate: QUICK_GATE, approval: { timeoutMs: 3_600_000 }, notify };
    const { start } = await openNights(lab, { address: world.address, nightly });
    const night = await start();
    await eventually(() => events().includes('blocked'));
    lab.model.setFaults([]);
    const { runId } = await progressOf(night);
    await world.client.workflow.getHandle(runId ?? '').executeUpdate('resume');
    await eventually(async () => (await progressOf(night)).stage === 'approval');
    const args: [Verdict] = [{ by: 'Ada', note: '' }];
    await night.executeUpdate('approve', { args });
    await night.result();
    await record(world.client, 'night-blocked-and-approved', { workflowId: night.workflowId });
    await record(world.client, 'night-run-blocked', { workflowId: runId ?? '' });
    await closeNights();
    close();
    return night.workflowId;
  });
}

async function firstRunId(client: Client, workflowId: string): Promise<string> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId ?? '';
}

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'durable-mipro-record-'));
  const binary = await findBinary({ log: () => {} });
  const server = await ensureDevServer({ home, binary });
  const connection = await Connection.connect({ address: server.address });
  const world = { address: server.address, client: new Client({ connection, dataConverter }) };
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, story] of Object.entries(STORIES)) {
    if (!isRecorded(name)) await record(world.client, name, { workflowId: await story(world) });
  }
  if (!isRecorded('continued-as-new-last')) await recordContinued(binary);
  if (!isRecorded('night-run')) await recordNight(world);
  if (!isRecorded('night-run-blocked')) await recordAskingNight(world);
  await connection.close();
  await server.release();
  rmSync(home, { recursive: true, force: true });
}

await main();
