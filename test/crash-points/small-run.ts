import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { followRun } from '../../client/follow-run.ts';
import { runOptimization, type RunOptions } from '../../client/run-optimization.ts';
import { toRunSpec } from '../../client/run-spec.ts';
import { toSettings } from '../../domain/chosen-settings.ts';
import { planStart, startRun, type RunHandle } from '../../client/start-run.ts';
import type { RunResult, RunSpec } from '../../domain/run.ts';
import { LM } from '../../lm/lm.ts';
import type { Clock } from '../../lm/clock.ts';
import { systemClock } from '../../lm/clock.ts';
import type { PracticeServer } from '../../lm/practice/index.ts';
import { exactMatch } from '../../metrics/exact-match.ts';
import { defineTask } from '../../program/task.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { loadTask } from '../../workers/load-task.ts';
import type { TaskSource } from '../../workers/load-task.ts';
import { oneStep, tickets, type Lab } from '../run/lab.ts';

/** Calls in flight, and so the most that one kill may repeat. */
export const NUM_THREADS = 4;

/** About 120 events and two dozen model calls, and yet it has every stage, and its winner is not the baseline. */
const SETTINGS = toSettings({
  auto: null,
  numTrials: 4,
  numCandidates: 2,
  minibatchSize: 3,
  minibatchFullEvalSteps: 2,
  maxBootstrappedDemos: 1,
  maxLabeledDemos: 1,
});

/** A server's waits shortened, so that retries cost no time: a wait of a second takes ten milliseconds. */
const QUICK: Clock = {
  ...systemClock,
  after: (delayMs, action) => systemClock.after(delayMs / 100, action),
};

export interface World {
  readonly address: string;
  readonly client: Client;
  readonly model: PracticeServer;
  readonly name: string;
  readonly home: string;
}

export type CommandWorld = Omit<World, 'model'> & { readonly model: Pick<PracticeServer, 'url'> };

export function sourceOf({ model, name, home }: CommandWorld): TaskSource {
  const task = defineTask({
    name,
    program: oneStep,
    metric: exactMatch('category'),
    trainset: tickets(6),
    valset: tickets(5, { from: 150 }),
    testset: tickets(2, { from: 200 }),
    lm: new LM('practice/tickets', { baseUrl: model.url }, { clock: QUICK }),
  });
  return { task, baseDir: home };
}

export function worldOf(lab: Lab, address: string): World {
  const { client, model, name } = lab;
  return { address, client, model, name, home: lab.freshHome() };
}

/** The command, as a person gives it, for the first time or again. @returns the program's text */
export async function command(world: CommandWorld, how: How = {}): Promise<string> {
  const { program } = await runOptimization({ ...optionsOf(world), ...how });
  return program;
}

type How = Partial<Pick<RunOptions, 'again' | 'signal'>>;

function optionsOf(world: CommandWorld): RunOptions {
  return {
    source: sourceOf(world),
    settings: SETTINGS,
    budget: {},
    numThreads: NUM_THREADS,
    again: false,
    temporal: { address: world.address },
    home: world.home,
    watcher: { note: () => {}, begins: () => {}, progress: () => {} },
  };
}

export interface BegunRun {
  readonly handle: RunHandle;
  readonly spec: RunSpec;
  result(): Promise<RunResult>;
}

/** Starts the run on the server without a worker of its own. */
export async function begin(world: World): Promise<BegunRun> {
  const { client, home } = world;
  const task = await loadTask(sourceOf(world));
  const spec = toRunSpec({ task, settings: SETTINGS, budget: {}, numThreads: NUM_THREADS });
  const runs = new RunFolders(home);
  const { fingerprint } = task;
  const plan = await planStart({ client, spec, runs, fingerprint, again: false });
  const handle = await startRun({ client, runs, home }, spec, plan);
  const follow = { handle, fingerprint, onProgress: () => {}, onRetry: () => {} };
  return { handle, spec, result: () => followRun(follow) };
}

/** A program's bytes with the names of its run, which differ from world to world, made equal. */
export function anonymous(program: string, { name }: Pick<World, 'name'>): string {
  return program.replaceAll(name, 'the-task').replace(/"specHash": ?"[0-9a-f]+"/, '"specHash":""');
}

/** Answers that the model gave more than once, or may have: it was cut off while it gave them. */
export function repeated(model: PracticeServer): number {
  const given = model.journal().filter(({ outcome }) => outcome === 'answered' || outcome === 'drop-in-body');
  return given.length - new Set(given.map(({ requestHash }) => requestHash)).size;
}

const ASK_EVERY_MS = 20;
const PATIENCE_MS = 60_000;

/** Waits for something that is bound to come. @throws Error when it does not */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAtMs = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > giveUpAtMs) throw new Error(`Waited in vain until ${what}.`);
    await wait(ASK_EVERY_MS);
  }
}
