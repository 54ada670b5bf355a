import { inSeconds, percentile, textTable } from '../crash/figures.ts';
import type { ChaosRun } from './chaos-run.ts';
import type { ChaosFault } from './fault.ts';

/** What a row of the table says beside the figures. */
export type Titled = Pick<ChaosFault, 'id' | 'title' | 'scaled'>;

const HEAD = [
  'fault',
  'what',
  'runs',
  'clean',
  'same',
  'repeats max',
  'mean',
  'recovery s p50',
  'p95',
  'over undisturbed s p50',
];

/** The table, one line a fault, and what it comes to. */
export function chaosReport(faults: readonly Titled[], runs: readonly ChaosRun[]): string {
  const rows = faults.map((fault) =>
    rowOf(
      fault,
      runs.filter((run) => run.fault === fault.id),
    ),
  );
  const clean = runs.filter(isClean).length;
  return [
    textTable(HEAD, rows),
    `${clean} of ${runs.length} runs are clean`,
    ...(clean === runs.length
      ? [`fewer than ${boundInPercent(runs.length)} % of runs come to harm, with 95 % confidence`]
      : []),
  ].join('\n');
}

function rowOf({ id, title, scaled }: Titled, runs: readonly ChaosRun[]): string[] {
  const compared = runs.filter(({ same }) => same !== null);
  const repeats = runs.map((run) => run.repeats);
  const recovered = runs.flatMap(({ recoveredAfterMs }) => recoveredAfterMs);
  const over = runs.flatMap(({ overUndisturbedMs }) => overUndisturbedMs ?? []);
  const mean = repeats.reduce((sum, each) => sum + each, 0) / Math.max(1, repeats.length);
  return [
    id,
    scaled === undefined ? title : `${title} (${scaled})`,
    String(runs.length),
    String(runs.filter(isClean).length),
    compared.length === 0 ? '–' : String(compared.filter(({ same }) => same).length),
    String(Math.max(0, ...repeats)),
    mean.toFixed(1),
    inSeconds(percentile(recovered, 50)),
    inSeconds(percentile(recovered, 95)),
    inSeconds(percentile(over, 50)),
  ];
}

export function lineOf(run: ChaosRun, name: string): string {
  const { fault, variant, repeats, recoveredAfterMs, wallMs, wrong } = run;
  const notes = Object.entries(run.notes).map(([what, value]) => `, ${what} ${value}`);
  const recovery = recoveredAfterMs.map((ms) => `${inSeconds(ms)} s`).join(', ') || '–';
  return [
    `${name} ${fault}${variant && ` ${variant}`}: repeats ${repeats}, recovery ${recovery}${notes.join('')}; ` +
      `${inSeconds(wallMs)} s ${isClean(run) ? 'clean' : 'NOT CLEAN'}`,
    ...wrong.map((each) => `  ${each}`),
  ].join('\n');
}

export function isClean({ wrong }: ChaosRun): boolean {
  return wrong.length === 0;
}

/** No failure in n tries bounds its probability at 3/n. */
function boundInPercent(tries: number): string {
  return ((100 * 3) / Math.max(3, tries)).toFixed(1);
}
