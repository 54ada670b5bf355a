import { readdirSync } from 'node:fs';
import { createActivities } from '../../activities/index.ts';
import type { CallLedger } from '../../domain/call-ledger.ts';
import type { Dependencies } from '../../activities/dependencies.ts';
import { connectWorker } from '../../workers/connect-worker.ts';
import { openDependencies } from '../../workers/open-dependencies.ts';
import { serveActivities } from '../../workers/optimizer-worker.ts';
import { storeFailure } from '../../stores/store-failure.ts';
import { wholeWriter, writeWhole, type WriteWhole } from '../../stores/write-whole.ts';
import type { Kind, Outcome, Surroundings } from './kind.ts';
import { outcomeOf } from './model-faults.ts';
import { begin, command, sourceOf, worldOf, type World } from './small-run.ts';
import type { Undisturbed } from './undisturbed.ts';

/** Counts, and tells whether it is the turn of the fault. */
function countdown(point: number) {
  let seen = 0;
  return {
    isDue: () => (seen += 1) === point,
    seen: () => seen,
  };
}

interface Faulty {
  readonly write?: WriteWhole;
  readonly around?: (dependencies: Dependencies) => Dependencies;
}

/** A run whose worker has a fault in its stores. If that ends the run, the same command is given again without the fault. */
async function faultyRun(world: World, calm: Undisturbed, { write, around }: Faulty): Promise<Outcome> {
  const connection = await connectWorker({ address: world.address });
  const tasks = [sourceOf(world)];
  const opened = openDependencies({ tasks, home: world.home, ...(write && { write }) });
  const activities = createActivities(around?.(opened.dependencies) ?? opened.dependencies);
  const options = { connection, namespace: 'default', tasks, home: world.home };
  const worker = await serveActivities({ activities, close: opened.close }, options);
  let ended: unknown = null;
  try {
    const run = await begin(world);
    await run.result();
  } catch (error) {
    ended = error;
  } finally {
    await worker.shutdown();
    await connection.close();
  }
  // After a run that came to its end by itself the command only reads its files: they must be whole.
  const program = await command(world);
  const outcome = outcomeOf(world, calm, { program, by: ended === null ? 'itself' : 'the command again' });
  const left = leftovers(world.home);
  return left.length === 0 ? outcome : { ...outcome, wrong: `left behind: ${left.join(', ')}` };
}

function leftovers(home: string): string[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));
}

/** What a store throws when `node:sqlite` says that the disk, or the file's largest size, is reached. */
export function sqliteFull(): unknown {
  const text = 'database or disk is full';
  const error = Object.assign(new Error(text), { code: 'ERR_SQLITE_ERROR', errcode: 13, errstr: text });
  return storeFailure('responses.sqlite', error);
}

/** As `node:fs` says it. */
export function diskFull(): Error {
  const text = 'ENOSPC: no space left on device, write';
  return Object.assign(new Error(text), { code: 'ENOSPC', errno: -28, syscall: 'write' });
}

interface DependencyFault {
  readonly name: string;
  readonly points: number;
  /** The dependencies, one of which fails when it is its turn. */
  readonly around: (dependencies: Dependencies, isDue: () => boolean) => Dependencies;
}

function dependencyFault(
  { address, open }: Surroundings,
  calm: Undisturbed,
  { name, points, around }: DependencyFault,
): Kind {
  return {
    name,
    points,
    mayRepeat: 0,
    at: async (point) => {
      const world = worldOf(await open(), address);
      const { isDue } = countdown(point);
      return faultyRun(world, calm, { around: (dependencies) => around(dependencies, isDue) });
    },
  };
}

/** The k-th answer cannot be stored: it is used all the same, and not paid for again. */
export function cacheWrites(surroundings: Surroundings, calm: Undisturbed): Kind {
  return dependencyFault(surroundings, calm, {
    name: 'cache write: disk full',
    points: calm.requests,
    around: (dependencies, isDue) => ({
      ...dependencies,
      responses: fullWhenDue(dependencies.responses, isDue),
    }),
  });
}

/** The k-th answer is written, and then the transaction cannot be ended: how most full disks are noticed. */
export function cacheCommits(surroundings: Surroundings, calm: Undisturbed): Kind {
  return dependencyFault(surroundings, calm, {
    name: 'cache write: disk full at its commit',
    points: calm.requests,
    around: (dependencies, isDue) => ({
      ...dependencies,
      ledgers: {
        ...dependencies.ledgers,
        open: (account) => failingCommits(dependencies.ledgers.open(account), isDue),
      },
    }),
  });
}

function failingCommits(ledger: CallLedger, isDue: () => boolean): CallLedger {
  return {
    reserve: (call) => ledger.reserve(call),
    settle: (entry, call) => ledger.settle(entry, call),
    fail: (entry, errorClass) => ledger.fail(entry, errorClass),
    recordHit: (model) => ledger.recordHit(model),
    usesAnswer: (key) => ledger.usesAnswer?.(key),
    asOne: (writes) =>
      ledger.asOne?.(() => {
        writes();
        if (isDue()) throw sqliteFull();
      }),
  };
}

/** The k-th score cannot be stored. */
export function scoreWrites(
  surroundings: Surroundings,
  { calm, points }: { calm: Undisturbed; points: number },
): Kind {
  return dependencyFault(surroundings, calm, {
    name: 'score write: disk full',
    points,
    around: (dependencies, isDue) => ({ ...dependencies, scores: fullWhenDue(dependencies.scores, isDue) }),
  });
}

function fullWhenDue<T extends { putIfAbsent: unknown }>(store: T, isDue: () => boolean): T {
  return failing(store, 'putIfAbsent', () => {
    if (isDue()) throw sqliteFull();
  });
}

/** The store itself, but for one of its verbs before which something else happens. */
function failing<T extends object>(store: T, verb: keyof T, before: () => void): T {
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        if (name === verb) before();
        return Reflect.apply(value, target, given);
      };
    },
  });
}

/** The disk is full in the middle of the k-th file: artifacts, checkpoints, program and result. */
export function fileWrites(
  { address, open }: Surroundings,
  { calm, points }: { calm: Undisturbed; points: number },
): Kind {
  return {
    name: 'file write: disk full in its middle',
    points,
    mayRepeat: 0,
    at: async (point) =>
      faultyRun(worldOf(await open(), address), calm, { write: failingAt(countdown(point).isDue) }),
  };
}

function failingAt(isDue: () => boolean): WriteWhole {
  return wholeWriter(async (handle, content) => {
    if (!isDue()) return handle.writeFile(content);
    await handle.writeFile(content.slice(0, Math.floor(content.length / 2)));
    throw diskFull();
  });
}

/** How often an undisturbed run writes a score, and a file. */
export async function countWrites(
  { address, open }: Surroundings,
  calm: Undisturbed,
): Promise<{ scores: number; files: number; outcome: Outcome }> {
  const [scores, files] = [countdown(0), countdown(0)];
  const outcome = await faultyRun(worldOf(await open(), address), calm, {
    write: async (file, content) => {
      files.isDue();
      await writeWhole(file, content);
    },
    around: (dependencies) => ({
      ...dependencies,
      scores: failing(dependencies.scores, 'putIfAbsent', () => void scores.isDue()),
    }),
  });
  return { scores: scores.seen(), files: files.seen(), outcome };
}
