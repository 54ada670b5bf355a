import { parseArgs } from 'node:util';
import { findBinary } from '../../client/temporal-server/find-binary.ts';
import { checkEvidence } from '../evidence/check-evidence.ts';
import { inWords, type Violation } from '../evidence/violation.ts';
import { planBudgets, type BudgetRun } from './budget-plan.ts';
import { CANARIES } from './canaries.ts';
import { createCrew, NUM_THREADS, TASK, type Crew } from './crew.ts';
import { inSeconds, percentile, textTable } from './figures.ts';
import { leastCalls } from './least-calls.ts';
import { messageOf } from './message-of.ts';
import { strikeAt } from './strike.ts';
import { undisturbedRun } from './undisturbed-run.ts';

/**
 * `npm run test:budget -- --runs 50 --seed 1`: light runs with random caps on calls, served by one worker or two, one of
 * which is killed at random moments. Exits with 1 when more requests come than cap and threads allow, or an invariant
 * is contradicted. `--json` prints all figures as one object.
 */
const log = (line: string) => void process.stderr.write(`${line}\n`);

/** Two workers ask the same only when both begin before either has an answer. */
const AT_ONCE_MS = 1_000;

interface CappedRun {
  readonly maxLmCalls: number;
  readonly workers: number;
  readonly kills: number;
  readonly requests: number;
  /** Above 0 when more requests came than the cap allows. */
  readonly overshoot: number;
  readonly stoppedBecause: string;
  readonly wallMs: number;
  readonly violations: readonly Violation[];
  /** Why it did not end as it should. */
  readonly failed?: string;
}

async function cappedRun(binary: string, plan: BudgetRun): Promise<CappedRun> {
  const { maxLmCalls, workers } = plan;
  const crew = await createCrew({ binary, deployment: 'fleet', workers, maxLmCalls });
  const startedAt = performance.now();
  const facts = (kills: number) => {
    const { requests } = crew.model.stats();
    const wallMs = Math.round(performance.now() - startedAt);
    return { maxLmCalls, workers, kills, requests, overshoot: requests - maxLmCalls, wallMs };
  };
  try {
    crew.start();
    const kills = await killWorkers(crew, plan);
    const stoppedBecause = await crew.finish();
    const inFlightAtFaults = kills * NUM_THREADS;
    const atOnceMs = workers > 1 ? AT_ONCE_MS : 0;
    const run = facts(kills);
    const violations = checkEvidence(await crew.evidence(), {
      inFlightAtFaults,
      atOnceMs,
      canaries: CANARIES,
    });
    return { ...run, stoppedBecause, violations: [...violations, ...overshot(run)] };
  } catch (error) {
    return { ...facts(0), stoppedBecause: 'failed', violations: [], failed: messageOf(error) };
  } finally {
    await crew.remove();
  }
}

/** Gives how many there were: the run may end before the last. */
async function killWorkers(crew: Crew, { kills, maxLmCalls }: BudgetRun): Promise<number> {
  let done = 0;
  for (const { share, delayMs } of kills) {
    const moment = { kind: 'worker', uniqueRequests: Math.ceil(share * maxLmCalls), delayMs } as const;
    if ((await strikeAt(crew, moment)) !== null) done += 1;
  }
  return done;
}

/** The checker allows for every kill; the promise is one process's threads, however many kills there were. */
function overshot({
  overshoot,
  maxLmCalls,
}: Pick<CappedRun, 'overshoot' | 'maxLmCalls'>): readonly Violation[] {
  if (overshoot <= NUM_THREADS) return [];
  const numbers = { overshoot, maxLmCalls, most: NUM_THREADS };
  return [{ invariant: 'I7', what: 'the cap was exceeded by more than what was in flight', numbers }];
}

function report(runs: readonly CappedRun[]): string {
  const groups: readonly (readonly [string, readonly CappedRun[]])[] = [
    ['one', runs.filter(({ workers }) => workers === 1)],
    ['two', runs.filter(({ workers }) => workers === 2)],
    ['all', runs],
  ];
  const rows = groups.map(([name, own]) => [
    name,
    String(own.length),
    String(own.reduce((sum, run) => sum + run.kills, 0)),
    String(own.filter(({ stoppedBecause }) => stoppedBecause === 'budget').length),
    String(own.filter(({ overshoot }) => overshoot > 0).length),
    String(Math.max(0, ...own.map(({ overshoot }) => overshoot))),
    String(Math.max(0, ...own.map(({ overshoot }) => -overshoot))),
    inSeconds(percentile(wallTimes(own), 50)),
  ]);
  const head = [
    'workers',
    'runs',
    'kills',
    'ended by cap',
    'over cap',
    'overshoot, max',
    'unused, max',
    'total s, p50',
  ];
  return textTable(head, rows);
}

function wallTimes(runs: readonly CappedRun[]): readonly number[] {
  return runs.map(({ wallMs }) => wallMs);
}

function isClean({ violations, failed }: CappedRun): boolean {
  return violations.length === 0 && failed === undefined;
}

function tell(run: CappedRun, name: string): void {
  const { maxLmCalls, workers, kills, requests, overshoot, stoppedBecause } = run;
  log(
    `${name}: cap ${maxLmCalls}, ${workers} workers, ${kills} kills: ${requests} requests (${overshoot}), ` +
      `${stoppedBecause}, ${inSeconds(run.wallMs)} s ${isClean(run) ? 'clean' : 'NOT CLEAN'}`,
  );
  if (run.violations.length > 0) log(inWords(run.violations));
  if (run.failed !== undefined) log(run.failed);
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  const binary = await findBinary({ log });
  const { requests: all } = await undisturbedRun(binary, 'fleet');
  const least = await leastCalls(TASK);
  log(`a run without a cap makes ${all} requests; the least cap is ${least}`);
  const plan = planBudgets({ runs: Number(values.runs), seed, least, all });
  const runs: CappedRun[] = [];
  for (const planned of plan) {
    runs.push(await cappedRun(binary, planned));
    tell(runs.at(-1) as CappedRun, `run ${runs.length} of ${plan.length}`);
  }
  log(`${report(runs)}\n${runs.filter(isClean).length} of ${runs.length} runs are clean`);
  if (values.json)
    process.stdout.write(`${JSON.stringify({ schema: 1, seed, numThreads: NUM_THREADS, runs })}\n`);
  return runs.every(isClean);
}

process.exitCode = (await main()) ? 0 : 1;
