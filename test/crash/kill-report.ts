import { inWords, type Violation } from '../evidence/violation.ts';
import type { Deployment, VictimKind } from './crew.ts';
import { inSeconds, percentile, textTable } from './figures.ts';
import { VICTIM_KINDS } from './kill-plan.ts';
import type { Recovery } from './recovery.ts';

const WORKER_AIM_MS = 20_000;

/** How one run with its kills went. */
export interface KilledRun {
  readonly deployment: Deployment;
  readonly kills: readonly Recovery[];
  /** Found nothing to kill: the run had ended, or not come so far. */
  readonly missed: number;
  readonly wallMs: number;
  readonly overUndisturbedMs: number;
  readonly violations: readonly Violation[];
  /** Why it did not end as it should. */
  readonly failed?: string;
}

/** One line, and what was wrong. */
export function lineOf(run: KilledRun, name: string): string {
  const kills = run.kills.map(
    ({ kind, repeats, recoveredAfterMs }) => `${kind} ${repeats} ${inSeconds(recoveredAfterMs)} s`,
  );
  const how = isClean(run) ? 'clean' : 'NOT CLEAN';
  return [
    `${name} ${run.deployment}: ${kills.join(', ')}; ${inSeconds(run.wallMs)} s ${how}`,
    ...(run.violations.length > 0 ? [inWords(run.violations)] : []),
    ...(run.failed === undefined ? [] : [run.failed]),
  ].join('\n');
}

/** The table by kind of victim, and what it comes to. */
export function killReport(runs: readonly KilledRun[]): string {
  return `${report(runs)}\n${summary(runs)}`;
}

function report(runs: readonly KilledRun[]): string {
  const kills = runs.flatMap((run) => run.kills);
  const groups = [
    ...VICTIM_KINDS.map((kind) => [kind, kills.filter((kill) => kill.kind === kind)] as const),
    ['all', kills] as const,
  ];
  const head = [
    'victim',
    'kills',
    'in flight, max',
    'repeats, max',
    'recovery s, p50',
    'p95',
    'max',
    'silence s, p95',
  ];
  const rows = groups.map(([name, own]) => {
    const recovered = own.flatMap(({ recoveredAfterMs }) => recoveredAfterMs ?? []);
    const silent = own.map(({ longestSilenceMs }) => longestSilenceMs);
    return [
      name,
      String(own.length),
      String(Math.max(0, ...own.map(({ inFlight }) => inFlight))),
      String(Math.max(0, ...own.map(({ repeats }) => repeats))),
      ...[50, 95, 100].map((percent) => inSeconds(percentile(recovered, percent))),
      inSeconds(percentile(silent, 95)),
    ];
  });
  return textTable(head, rows);
}

function summary(runs: readonly KilledRun[]): string {
  const kills = runs.flatMap((run) => run.kills);
  const missed = runs.reduce((sum, run) => sum + run.missed, 0);
  const clean = runs.filter(isClean).length;
  const extra = runs.map(({ overUndisturbedMs }) => overUndisturbedMs);
  const ofWorkers = percentile(recoveryTimes(kills, 'worker'), 95);
  return [
    `${clean} of ${runs.length} runs are clean, ${kills.length} kills in all; ${missed} more found nothing to kill`,
    ...(clean === runs.length
      ? [`fewer than ${boundInPercent(kills.length)} % of kills do harm, with 95 % confidence`]
      : []),
    `total time over an undisturbed run: p50 ${inSeconds(percentile(extra, 50))} s, p95 ${inSeconds(percentile(extra, 95))} s`,
    `recovery from the kill of a worker: p95 ${inSeconds(ofWorkers)} s, aim below ${inSeconds(WORKER_AIM_MS)} s`,
  ].join('\n');
}

/** No failure in n tries bounds its probability at 3/n. */
function boundInPercent(tries: number): string {
  return ((100 * 3) / Math.max(3, tries)).toFixed(0);
}

function recoveryTimes(kills: readonly Recovery[], kind: VictimKind): readonly number[] {
  return kills.flatMap((kill) => (kill.kind === kind ? (kill.recoveredAfterMs ?? []) : []));
}

export function isClean({ violations, failed }: KilledRun): boolean {
  return violations.length === 0 && failed === undefined;
}
