import { parseArgs } from 'node:util';
import { findBinary } from '../../client/temporal-server/find-binary.ts';
import { checkEvidence } from '../evidence/check-evidence.ts';
import type { Violation } from '../evidence/violation.ts';
import { CANARIES } from './canaries.ts';
import { createCrew, NUM_THREADS, type Crew } from './crew.ts';
import { inSeconds } from './figures.ts';
import { isClean, killReport, lineOf, type KilledRun } from './kill-report.ts';
import { planKills, type PlannedRun } from './kill-plan.ts';
import { messageOf } from './message-of.ts';
import { mayRepeat, recoveries, type Recovery } from './recovery.ts';
import { strikeAt, type Strike } from './strike.ts';
import { undisturbedRun, type Undisturbed } from './undisturbed-run.ts';

/**
 * `npm run test:kills -- --kills 50 --seed 1`: kills workers, clients, Temporal servers and everything at random moments
 * of light runs, and judges each run by all invariants, with an undisturbed run beside it. Exits with 1 when one is
 * contradicted. `--json` prints all figures as one object.
 */
const log = (line: string) => void process.stderr.write(`${line}\n`);

async function killedRun(binary: string, plan: PlannedRun, calm: Undisturbed): Promise<KilledRun> {
  const { deployment } = plan;
  const crew = await createCrew({ binary, deployment });
  const startedAt = performance.now();
  try {
    crew.start();
    const strikes = await strikeAll(crew, plan, calm);
    await crew.finish();
    const wallMs = Math.round(performance.now() - startedAt);
    const kills = recoveries(crew.model.journal(), strikes);
    const inFlightAtFaults = strikes.reduce((sum, { kind }) => sum + mayRepeat(kind), 0);
    const violations = checkEvidence(await crew.evidence(), {
      undisturbed: calm.program,
      inFlightAtFaults,
      canaries: CANARIES,
    });
    const missed = plan.kills.length - strikes.length;
    const overUndisturbedMs = wallMs - calm.wallMs;
    return {
      deployment,
      kills,
      missed,
      wallMs,
      overUndisturbedMs,
      violations: [...violations, ...tooMany(kills)],
    };
  } catch (error) {
    const wallMs = Math.round(performance.now() - startedAt);
    const failed = messageOf(error);
    return {
      deployment,
      kills: [],
      missed: plan.kills.length,
      wallMs,
      overUndisturbedMs: 0,
      violations: [],
      failed,
    };
  } finally {
    await crew.remove();
  }
}

async function strikeAll(crew: Crew, plan: PlannedRun, calm: Undisturbed): Promise<readonly Strike[]> {
  const strikes: Strike[] = [];
  for (const { kind, share, delayMs } of plan.kills) {
    const moment = { kind, uniqueRequests: Math.ceil(share * calm.requests), delayMs };
    const strike = await strikeAt(crew, moment);
    if (strike !== null) strikes.push(strike);
  }
  return strikes;
}

/** The checker sees a run's repeats together; each kill has a limit of its own. */
function tooMany(kills: readonly Recovery[]): readonly Violation[] {
  return kills
    .filter(({ kind, repeats }) => repeats > mayRepeat(kind))
    .map(({ kind, repeats }) => ({
      invariant: 'I4',
      what: `a kill of ${kind} repeated too much`,
      numbers: { repeats, most: mayRepeat(kind) },
    }));
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const [kills, seed] = [Number(values.kills), Number(values.seed)];
  const binary = await findBinary({ log });
  const calm = {
    command: await undisturbedRun(binary, 'command'),
    fleet: await undisturbedRun(binary, 'fleet'),
  };
  log(
    `undisturbed: ${calm.command.requests} requests, ${inSeconds(calm.command.wallMs)} s; fleet ${inSeconds(calm.fleet.wallMs)} s`,
  );
  const plan = planKills({ kills, seed });
  const runs: KilledRun[] = [];
  for (const planned of plan) {
    const run = await killedRun(binary, planned, {
      ...calm[planned.deployment],
      program: calm.command.program,
    });
    log(lineOf(run, `run ${runs.length + 1} of ${plan.length}`));
    runs.push(run);
  }
  log(killReport(runs));
  if (values.json)
    process.stdout.write(`${JSON.stringify({ schema: 1, seed, kills, numThreads: NUM_THREADS, runs })}\n`);
  return runs.every(isClean);
}

process.exitCode = (await main()) ? 0 : 1;
