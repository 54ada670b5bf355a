import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { LM, type TaskDefinition } from 'durable-mipro';
import {
  connect,
  createSchedule,
  findSchedule,
  homeDirectory,
  lastNight,
  openChampionRegistry,
  rollBack,
  startOptimization,
  tellError,
  toSettings,
  type ChampionRegistry,
  type Connected,
  type NightReport,
} from 'durable-mipro/client';
import { spawnPracticeServer } from 'durable-mipro/practice';
import { runWorker } from 'durable-mipro/worker';
import { calendar, nightlyTask } from './nightly-task.ts';

/**
 * Three nights of a task in a minute, begun by a real schedule. The first keeps the champion; then the data drifts and the
 * second promotes; then the change is taken back, a person rolls back, and the third keeps that.
 */
const say = (line: string) => process.stdout.write(`${line}\n`);

/** A night begins by the schedule's clock or, as here, by hand; its end is asked for. */
async function oneNight({ client }: Connected, task: string): Promise<NightReport> {
  const { handle, schedule } = await findSchedule(client, task);
  await handle.trigger('SKIP');
  for (;;) {
    const { started, running } = (await findSchedule(client, task)).schedule;
    if (started > schedule.started && running.length === 0) break;
    await wait(200);
  }
  const night = await lastNight(client, handle);
  if (!night?.report) throw new Error(`The night ended without a report (${night?.status}).`);
  return night.report;
}

function tellNight(name: string, { outcome, promotedVersion, reasons, usage }: NightReport): void {
  const version = promotedVersion === null ? '' : ` as version ${promotedVersion}`;
  say(`${name}: ${outcome}${version} (${usage.lmCalls} calls)`);
  for (const reason of reasons) say(`  ${reason}`);
}

/** What the team uses before the first night: the program of an ordinary run, put into use by a person. */
async function firstChampion(champions: ChampionRegistry, task: TaskDefinition, home: string): Promise<void> {
  const { result, program } = await startOptimization({
    source: { task, baseDir: import.meta.dirname },
    settings: toSettings(task.defaults ?? {}),
    budget: {},
    numThreads: 16,
    again: false,
    home,
    watcher: { note: say, begins: () => {}, progress: () => {} },
  });
  await champions.promote({
    task: task.name,
    program,
    runId: result.runId,
    expectedVersion: await champions.currentVersion(task.name),
    scores: { holdout: null, previous: null, rows: 0 },
    dataHash: null,
    promotedBy: { kind: 'person', name: 'example' },
    reasons: ['The first program.'],
    rollbackOf: null,
    promotedAtMs: Date.now(),
    promotionId: result.runId,
  });
}

async function goBack(champions: ChampionRegistry, task: string): Promise<void> {
  const current = await champions.currentVersion(task);
  await rollBack(champions, {
    task,
    toVersion: current - 1,
    expectedVersion: current,
    promotedBy: { kind: 'person', name: 'example' },
    reason: 'The queues have their old names again.',
    promotionId: `back from ${current}`,
    nowMs: Date.now(),
  });
  say(`rolled back: the program of version ${current - 1} is in use again, as version ${current + 1}`);
}

async function nights(
  connected: Connected,
  { name: task }: TaskDefinition,
  champions: ChampionRegistry,
): Promise<void> {
  const { handle } = await makeSchedule(connected, task);
  try {
    tellNight('first night', await oneNight(connected, task));
    calendar.day = 2;
    tellNight('second night, the data has drifted', await oneNight(connected, task));
    calendar.day = 3;
    await goBack(champions, task);
    tellNight('third night', await oneNight(connected, task));
    const history = await champions.history(task);
    say(
      `versions: ${history.map(({ version, promotedBy }) => `${version} by ${promotedBy.kind}`).join(', ')}`,
    );
  } finally {
    await handle.delete();
  }
}

async function makeSchedule({ client }: Connected, task: string) {
  const { next } = await createSchedule(client, task, { cron: '0 3 * * *', timeZone: 'Europe/Berlin' });
  say(`scheduled; the next nights begin at ${next.slice(0, 3).join(', ')}`);
  const found = await findSchedule(client, task);
  await found.handle.unpause();
  return found;
}

async function main(): Promise<void> {
  const home = homeDirectory();
  await mkdir(home, { recursive: true, mode: 0o700 });
  const model = await spawnPracticeServer({ latencyMs: 5 });
  const task = nightlyTask(new LM('practice/tickets', { baseUrl: model.url }));
  const champions = await openChampionRegistry({ home });
  await firstChampion(champions, task, home);
  const connected = await connect({ home, log: say });
  const worker = await runWorker({
    connection: await connected.connectWorker(),
    namespace: connected.namespace,
    tasks: [{ task, baseDir: import.meta.dirname }],
    home,
  });
  try {
    await nights(connected, task, champions);
  } finally {
    await worker.shutdown();
    await connected.release();
    await model.close();
  }
}

await main().catch((error: unknown) => {
  process.exitCode = tellError(error);
});
