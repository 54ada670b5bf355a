import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../../domain/run.ts';
import { databaseFile } from '../../stores/home.ts';
import { openDatabase } from '../../stores/open-database.ts';
import { SqliteResponseStore } from '../../stores/sqlite-response-store.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { connectWorker } from '../../workers/connect-worker.ts';
import {
  serveActivities,
  startOptimizerWorker,
  type OpenedActivities,
} from '../../workers/optimizer-worker.ts';
import type { Kind, Outcome, Surroundings } from './kind.ts';
import { anonymous, begin, command, sourceOf, worldOf, type BegunRun, type World } from './small-run.ts';
import { withSnapshots, type Snapshots } from './snapshots.ts';
import type { Undisturbed } from './undisturbed.ts';

/**
 * Takeovers at every event of a run's history. A worker sees a history only as its workflow tasks show it, so each event
 * belongs to the first workflow task that was completed after it: the run is reset to that task, whereupon the server
 * gives the history up to it, and every activity that was under way then, to whoever asks. A new worker without any
 * memory of the run, over a home folder as it was when the last activity in that history ended, carries it to its end.
 * The last two events, by which the run ends, leave nothing to take over: there the command is given again.
 */
export interface RecordedRun {
  readonly world: World;
  readonly workflowId: string;
  readonly runId: string;
  readonly program: string;
  readonly requests: number;
  readonly boundaries: readonly Boundary[];
  readonly events: number;
  readonly snapshots: Snapshots;
  /** A reset ends what is under way with the same id: one at a time. */
  inTurn(work: () => Promise<Outcome>): Promise<Outcome>;
  /** Removes the copies of the home folder. */
  remove(): void;
}

/** A completed workflow task. */
interface Boundary {
  readonly eventId: number;
  /** The same as the server writes it. */
  readonly finish: NonNullable<HistoryEvent['eventId']> | null;
  /** Activities whose end is in the history before it. */
  readonly ended: ReadonlySet<string>;
}

/** Runs once, undisturbed, with a copy of the home folder at the end of each activity. */
export async function recordRun({ address, open }: Surroundings): Promise<RecordedRun> {
  const world = worldOf(await open(), address);
  const folder = mkdtempSync(join(tmpdir(), 'durable-mipro-moments-'));
  const { opened, snapshots } = withSnapshots({ tasks: [sourceOf(world)], home: world.home }, folder);
  const { run, result } = await served(world, opened, async () => {
    const begun = await begin(world);
    return { run: begun, result: await begun.result() };
  });
  const { events = [] } = await run.handle.fetchHistory();
  return {
    world,
    workflowId: run.handle.workflowId,
    runId: (await run.handle.describe()).runId,
    program: programIn(world.home, result),
    requests: world.model.stats().requests,
    boundaries: boundariesOf(events ?? []),
    events: events?.length ?? 0,
    snapshots,
    inTurn: oneByOne(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function oneByOne(): RecordedRun['inTurn'] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}

type HistoryEvent = NonNullable<Awaited<ReturnType<BegunRun['handle']['fetchHistory']>>['events']>[number];

function boundariesOf(events: readonly HistoryEvent[]): Boundary[] {
  const names = new Map(
    events.map(({ eventId, activityTaskScheduledEventAttributes: scheduled }) => [
      Number(eventId),
      scheduled?.activityId ?? '',
    ]),
  );
  const ended = new Set<string>();
  return events.flatMap((event) => {
    const done = event.activityTaskCompletedEventAttributes;
    if (done) ended.add(names.get(Number(done.scheduledEventId)) ?? '');
    return event.workflowTaskCompletedEventAttributes
      ? [{ eventId: Number(event.eventId), finish: event.eventId ?? null, ended: new Set(ended) }]
      : [];
  });
}

/** One point per event, in the run's order. Points of the same task are tried once. */
export function takeovers(recorded: RecordedRun, calm: Undisturbed): Kind {
  const tried = new Map<number, Promise<Outcome>>();
  return {
    name: 'history event: a fresh worker takes over',
    points: recorded.events,
    mayRepeat: 0,
    at: (event) => {
      const boundary = recorded.boundaries.find(({ eventId }) => eventId > event);
      const place = boundary?.eventId ?? recorded.events;
      const known = tried.get(place);
      if (known !== undefined) return known;
      const trying = recorded.inTurn(() =>
        boundary === undefined ? commandAgain(recorded, calm) : takeOver(recorded, boundary, calm),
      );
      tried.set(place, trying);
      return trying;
    },
  };
}

/** One point per workflow task: the home folder is that of the finished run, which is written over. */
export function lateTakeovers(recorded: RecordedRun, calm: Undisturbed): Kind {
  const { boundaries, world } = recorded;
  return {
    name: 'workflow task: done again over finished stores',
    points: boundaries.length,
    mayRepeat: 0,
    at: async (point) => {
      const boundary = boundaries[point - 1];
      if (boundary === undefined) throw new RangeError(`There is no workflow task ${point}.`);
      return recorded.inTurn(() => carryOn(recorded, { boundary, calm, home: world.home }));
    },
  };
}

async function takeOver(recorded: RecordedRun, boundary: Boundary, calm: Undisturbed): Promise<Outcome> {
  const home = mkdtempSync(join(tmpdir(), 'durable-mipro-moment-'));
  try {
    const copy = recorded.snapshots.after(boundary.ended);
    if (copy !== null) cpSync(copy, home, { recursive: true });
    return await carryOn(recorded, { boundary, calm, home });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function carryOn(
  recorded: RecordedRun,
  { boundary, calm, home }: { boundary: Boundary; calm: Undisturbed; home: string },
): Promise<Outcome> {
  const world = { ...recorded.world, home };
  const missing = calm.requests - answersIn(home);
  const before = world.model.stats().requests;
  const { workflowId } = recorded;
  const { client } = world;
  const reset: { readonly runId: string } = await client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId, runId: recorded.runId },
    workflowTaskFinishEventId: boundary.finish,
    requestId: randomUUID(),
    reason: 'a fresh worker takes over',
  });
  const result = await fresh(
    world,
    () => client.workflow.getHandle(workflowId, reset.runId).result() as Promise<RunResult>,
  );
  return {
    same:
      anonymous(programIn(home, result), world) === calm.program &&
      programIn(home, result) === recorded.program,
    repeated: world.model.stats().requests - before - missing,
    by: 'itself',
  };
}

async function commandAgain({ world }: RecordedRun, calm: Undisturbed): Promise<Outcome> {
  const before = world.model.stats().requests;
  const program = anonymous(await command(world), world);
  return {
    same: program === calm.program,
    repeated: world.model.stats().requests - before,
    by: 'the command again',
  };
}

function answersIn(home: string): number {
  if (!existsSync(databaseFile(home))) return 0;
  const database = openDatabase(databaseFile(home));
  try {
    return new SqliteResponseStore(database).stat().answers;
  } finally {
    database.close();
  }
}

function programIn(home: string, { task, specHash }: RunResult): string {
  return readFileSync(new RunFolders(home).programFile({ task, specHash }), 'utf8');
}

/** A worker that has never seen the run. */
async function fresh<T>(world: World, work: () => Promise<T>): Promise<T> {
  mkdirSync(world.home, { recursive: true });
  const connection = await connectWorker({ address: world.address });
  const options = { connection, namespace: 'default', tasks: [sourceOf(world)], home: world.home };
  const worker = await startOptimizerWorker(options);
  try {
    return await work();
  } finally {
    await worker.shutdown();
    await connection.close();
  }
}

async function served<T>(world: World, opened: OpenedActivities, work: () => Promise<T>): Promise<T> {
  const connection = await connectWorker({ address: world.address });
  const options = { connection, namespace: 'default', tasks: [sourceOf(world)], home: world.home };
  const worker = await serveActivities(opened, options);
  try {
    return await work();
  } finally {
    await worker.shutdown();
    await connection.close();
  }
}
