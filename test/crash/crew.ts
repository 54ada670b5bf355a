import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StopReason } from '../../domain/run.ts';
import {
  startPracticeServer,
  type PracticeServer,
  type PracticeServerOptions,
} from '../../lm/practice/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { KEY } from './canaries.ts';
import { jsonOf, startCrewMember, type CrewMember } from './crew-member.ts';
import { evidenceOfHome } from './home-evidence.ts';
import { killServerOf } from './home-server.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const CLI = path('../../client/cli.ts');
export const TASK = path('triage-task.ts');
const WATCHER = path('watching-client-process.ts');

/** Calls in flight per process that serves the run. */
export const NUM_THREADS = 16;
const LATENCY_MS = 20;
/** Many times what a run takes that was killed three times. */
const PATIENCE_MS = 300_000;

/** `command`: one `durable-mipro optimize` does all. `fleet`: workers serve the run, a client only waits for it. */
export type Deployment = 'command' | 'fleet';
export type VictimKind = 'worker' | 'client' | 'server' | 'everything';

/** All processes of one run in a home of its own. The model is the outside world and outlives them all. */
export interface Crew {
  readonly model: PracticeServer;
  readonly home: string;
  start(): void;
  /** Kills at once and waits until the victim is gone. False when there was nothing to kill yet. Of several workers the first, if not said. */
  strike(kind: VictimKind, worker?: number): Promise<boolean>;
  /** What a supervisor does some time later: starts again what was struck. The server is the product's to start. */
  bringBack(kind: VictimKind, worker?: number): void;
  /** Those that serve now, in the order in which they are struck. */
  workers(): readonly CrewMember[];
  client(): CrewMember | null;
  /** True once the client has its result, or failed to get it. */
  hasEnded(): boolean;
  /** Why the run stopped, once everything has ended in good order. @throws Error when something ended badly, or nothing ends */
  finish(): Promise<StopReason>;
  /** Ends the workers in good order, for a run that does not end as `finish` wants it. */
  dismiss(): Promise<void>;
  evidence(): Promise<Evidence>;
  remove(): Promise<void>;
}

export interface CrewOptions {
  readonly binary: string;
  readonly deployment: Deployment;
  /** Of a fleet. The first is the one that is struck. @defaultValue 1 */
  readonly workers?: number;
  readonly maxLmCalls?: number;
  /** @defaultValue the first example */
  readonly taskFile?: string;
  /** @defaultValue 20 ms a call */
  readonly model?: PracticeServerOptions;
  /** Makes the home as it should be before anyone uses it. @defaultValue an empty one */
  readonly prepare?: (place: CrewPlace) => Promise<CrewVariables>;
}

/** What is there before the processes are. */
export interface CrewPlace {
  readonly home: string;
  readonly modelUrl: string;
}

/** Environment variables that differ from what they would be. */
export interface CrewVariables {
  readonly all?: Readonly<Record<string, string>>;
  readonly workers?: Readonly<Record<string, string>>;
}

interface World {
  readonly options: CrewOptions;
  readonly env: Readonly<Record<string, string>>;
  readonly workerEnv: Readonly<Record<string, string>>;
  readonly everyone: CrewMember[];
  client: CrewMember | null;
  workers: CrewMember[];
}

export async function createCrew(options: CrewOptions): Promise<Crew> {
  const home = mkdtempSync(join(tmpdir(), 'durable-mipro-crew-'));
  const model = await startPracticeServer({ latencyMs: LATENCY_MS, requireKey: KEY, ...options.model });
  const variables = (await options.prepare?.({ home, modelUrl: model.url })) ?? {};
  const env = {
    DURABLE_MIPRO_HOME: home,
    DURABLE_MIPRO_TEMPORAL_CLI: options.binary,
    CREW_MODEL: model.url,
    CREW_KEY: KEY,
    ...variables.all,
  };
  const workerEnv = { ...env, ...variables.workers };
  const world: World = { options, env, workerEnv, everyone: [], client: null, workers: [] };
  const remove = async () => {
    for (const member of world.everyone) await member.kill();
    killServerOf(home);
    await model.close();
    rmSync(home, { recursive: true, force: true });
  };
  const keepAtInterrupt = atInterrupt(remove);
  return {
    model,
    home,
    start: () => startAll(world),
    strike: (kind, worker = 0) => strike(world, kind, { home, worker }),
    bringBack: (kind, worker = 0) => bringBack(world, kind, worker),
    workers: () => world.workers,
    client: () => world.client,
    hasEnded: () => world.client?.hasEnded() ?? false,
    finish: async () => {
      const stoppedBecause = await outcome(world);
      await dismiss(world);
      return stoppedBecause;
    },
    dismiss: () => dismiss(world),
    evidence: () =>
      evidenceOfHome({
        home,
        binary: options.binary,
        journal: model.journal(),
        logs: world.everyone.flatMap((member) => member.logs()),
      }),
    remove: async () => {
      keepAtInterrupt();
      await remove();
    },
  };
}

/** Ctrl-C does not reach processes that lead a group of their own. */
function atInterrupt(remove: () => Promise<void>): () => void {
  const onInterrupt = () => void remove().finally(() => process.exit(130));
  process.once('SIGINT', onInterrupt);
  return () => process.off('SIGINT', onInterrupt);
}

function startAll(world: World): void {
  const { deployment, workers = 1 } = world.options;
  if (deployment === 'fleet') world.workers = Array.from({ length: workers }, () => startWorker(world));
  world.client = startClient(world);
}

function startWorker(world: World): CrewMember {
  const command = [CLI, 'worker', world.options.taskFile ?? TASK];
  return enlist(world, startCrewMember({ name: 'worker', command, env: world.workerEnv }));
}

function startClient(world: World): CrewMember {
  const { deployment, maxLmCalls, taskFile = TASK } = world.options;
  const cap = maxLmCalls === undefined ? [] : ['--max-calls', String(maxLmCalls)];
  const threads = String(NUM_THREADS);
  const optimize = [
    CLI,
    'optimize',
    taskFile,
    '--auto',
    'light',
    '--num-threads',
    threads,
    '--yes',
    '--json',
  ];
  const watch = [WATCHER, taskFile, '--threads', threads];
  const command = [...(deployment === 'command' ? optimize : watch), ...cap];
  return enlist(world, startCrewMember({ name: 'client', command, env: world.env }));
}

function enlist(world: World, member: CrewMember): CrewMember {
  world.everyone.push(member);
  return member;
}

async function strike(
  world: World,
  kind: VictimKind,
  { home, worker }: { readonly home: string; readonly worker: number },
): Promise<boolean> {
  const serverToo = kind === 'server' || kind === 'everything';
  const serverKilled = serverToo && killServerOf(home);
  const victims = victimsOf(world, kind, worker);
  await Promise.all(victims.map((member) => member.kill()));
  return serverKilled || victims.length > 0;
}

function victimsOf({ client, workers }: World, kind: VictimKind, worker: number): CrewMember[] {
  if (kind === 'worker') return workers.slice(worker, worker + 1);
  if (kind === 'client') return client === null ? [] : [client];
  return kind === 'server' ? [] : [...workers, ...(client === null ? [] : [client])];
}

function bringBack(world: World, kind: VictimKind, worker: number): void {
  if (kind === 'worker') world.workers = world.workers.with(worker, startWorker(world));
  if (kind === 'client') world.client = startClient(world);
  if (kind === 'everything') startAll(world);
}

async function dismiss(world: World): Promise<void> {
  for (const worker of world.workers) {
    // One that was started just now does not listen to signals yet.
    await worker.says('serving');
    const code = await worker.end();
    if (code !== 0)
      throw new Error(`A worker that was told to end ended with code ${code}:\n${worker.stderr()}`);
  }
}

async function outcome({ client, workers }: World): Promise<StopReason> {
  if (client === null) throw new Error('Nothing was started.');
  const done = new AbortController();
  try {
    return await Promise.race([
      resultOf(client),
      ...workers.map(endsTooEarly),
      isTooLate(done.signal, client),
    ]);
  } finally {
    done.abort();
  }
}

async function resultOf(client: CrewMember): Promise<StopReason> {
  return (await jsonOf<{ stoppedBecause: StopReason }>(client)).stoppedBecause;
}

async function endsTooEarly(worker: CrewMember): Promise<never> {
  const code = await worker.ended;
  throw new Error(`A worker that nobody killed ended with code ${code}:\n${worker.stderr()}`);
}

async function isTooLate(signal: AbortSignal, client: CrewMember): Promise<never> {
  await wait(PATIENCE_MS, undefined, { signal });
  throw new Error(`The run did not end within ${PATIENCE_MS / 1_000} s:\n${client.stderr()}`);
}
