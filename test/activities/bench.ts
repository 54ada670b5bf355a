import { toNightlyOptions } from '../../activities/nightly-options.ts';
import { FileChampionRegistry } from '../../stores/file-champion-registry.ts';
import { NightReports } from '../../stores/night-reports.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger } from '@temporalio/worker';
import { MockActivityEnvironment } from '@temporalio/testing';
import { onTestFinished } from 'vitest';
import type { RunContext, ScoreShardInput } from '../../activities/contract.ts';
import type { Dependencies, LoadedTask } from '../../activities/dependencies.ts';
import { freeze } from '../../activities/frozen-data.ts';
import { createActivities, createProgramSlots, createUserCode } from '../../activities/index.ts';
import { Example } from '../../domain/example.ts';
import type { LanguageModel } from '../../lm/language-model.ts';
import { Predict } from '../../program/predict.ts';
import { createLedgerBook } from '../../stores/ledger-book.ts';
import { openStores } from '../../stores/open-stores.ts';
import { createRunRecords } from '../../stores/run-records.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { exactMatch } from '../../metrics/exact-match.ts';

/** Examples whose question is their number and whose answer is `yes`. */
export function examples(count: number): Example[] {
  return Array.from(
    { length: count },
    (_, n) => new Example({ question: `q${n}`, answer: 'yes' }).withInputs('question') as Example,
  );
}

type Info = ConstructorParameters<typeof MockActivityEnvironment>[0];

export interface Bench {
  readonly deps: Dependencies;
  readonly activities: ReturnType<typeof createActivities>;
  readonly run: RunContext;
  readonly task: LoadedTask;
  /** Runs an activity as one attempt; `heartbeats` collects what it reports. */
  attempt<T>(work: () => Promise<T>, info?: Info): Attempt<T>;
}

export interface Attempt<T> {
  readonly result: Promise<T>;
  readonly heartbeats: unknown[];
  cancel: MockActivityEnvironment['cancel'];
}

export interface BenchOptions {
  readonly lm: LanguageModel;
  readonly task?: Partial<LoadedTask>;
  readonly run?: Partial<RunContext>;
}

/** Real stores in a folder of the test's own, one task, and a model that the test scripts. */
export function openBench({ lm, task, run }: BenchOptions): Bench {
  const home = mkdtempSync(join(tmpdir(), 'durable-mipro-activities-'));
  const stores = openStores(home);
  const userCode = createUserCode();
  onTestFinished(async () => {
    await userCode.close();
    stores.close();
    rmSync(home, { recursive: true, force: true });
  });
  const program = new Predict('question -> answer');
  const models = { lm, teacherLm: lm, promptLm: lm };
  const data = { trainset: examples(12), valset: null, testset: null };
  const loaded: LoadedTask = {
    name: 'bench',
    program,
    teacher: program,
    metric: exactMatch('answer'),
    programDescription: null,
    fingerprint: { program: 'one' },
    nightly: toNightlyOptions({
      name: 'bench',
      program: () => program,
      metric: exactMatch('answer'),
      trainset: [],
    }),
    ...models,
    ...data,
    ...task,
  };
  const deps: Dependencies = {
    tasks: {
      load: (name) => (name === loaded.name ? Promise.resolve(loaded) : undefined),
      fresh: (name) => (name === loaded.name ? Promise.resolve(loaded) : undefined),
      nightly: () => undefined,
      vary: (before, changes) => ({ ...before, ...changes }),
    },
    artifacts: stores.artifacts,
    responses: stores.responses,
    paces: stores.paces,
    scores: stores.scores,
    ledgers: createLedgerBook(stores.database),
    records: createRunRecords(stores.database),
    runs: new RunFolders(home),
    champions: new FileChampionRegistry(home),
    nights: new NightReports(home),
    slots: createProgramSlots(),
    userCode,
  };
  const context: RunContext = {
    runId: 'mipro/bench/1',
    task: 'bench',
    specHash: '1',
    fingerprint: loaded.fingerprint,
    budget: {},
    numThreads: 4,
    ...run,
  };
  return { deps, activities: createActivities(deps), run: context, task: loaded, attempt };
}

function attempt<T>(work: () => Promise<T>, info: Info = {}): Attempt<T> {
  const environment = new MockActivityEnvironment(
    { scheduledTimestampMs: Date.now(), currentAttemptScheduledTimestampMs: Date.now(), ...info },
    { logger: new DefaultLogger('ERROR') },
  );
  const heartbeats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
  const result = environment.run(work) as Promise<T>;
  // Looked at later, maybe after it has failed.
  result.catch(() => {});
  return { result, heartbeats, cancel: environment.cancel };
}

/** Scores the first examples of a data set with the unchanged program. */
export async function shardOf(
  bench: Bench,
  cells: number,
  change: Partial<ScoreShardInput> = {},
): Promise<ScoreShardInput> {
  return {
    run: bench.run,
    purpose: 'trial',
    candidate: { key: '0,0', patches: [] },
    dataset: await freeze(bench.deps.artifacts, examples(cells)),
    cells: Array.from({ length: cells }, (_, n) => n),
    maxErrors: 10,
    ...change,
  };
}
