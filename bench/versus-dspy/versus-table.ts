import type { SideFacts } from './run-order.ts';
import { estimate, isLoss, type Estimate } from './statistics.ts';
import { versusName, type VersusCase } from './versus-case.ts';

/** One seed of one case. */
export interface Pair {
  readonly seed: number;
  /** Null where there is no Python. */
  readonly dspy: SideFacts | null;
  readonly ours: SideFacts;
}

export interface VersusResult {
  readonly case: VersusCase;
  readonly pairs: readonly Pair[];
}

const HEADINGS = [
  'case',
  'unchanged: DSPy',
  'ours',
  'winner: DSPy',
  'ours',
  'difference',
  'validation: DSPy',
  'ours',
  'requests: DSPy',
  'ours',
  'wall s: DSPy',
  'ours',
  'DSPy by ours',
];

/** A Markdown table, one line per case; means over the seeds, scores with their standard errors. */
export function versusTable(results: readonly VersusResult[]): string {
  const rows = [HEADINGS, ...results.map(rowOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => `${'-'.repeat(width - 1)}:`).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

type Fact = 'wallMs' | 'requests' | 'validation' | 'unchanged' | 'winner';

function rowOf({ case: versusCase, pairs }: VersusResult): string[] {
  const dspy = pairs.flatMap(({ dspy: facts }) => facts ?? []);
  const ours = pairs.map(({ ours: facts }) => facts);
  const both = (fact: Fact, write: (value: Estimate) => string): string[] =>
    [dspy, ours].map((side) => (side.length === 0 ? '–' : write(estimate(side.map((facts) => facts[fact])))));
  const difference = differenceOf(pairs);
  return [
    versusName(versusCase),
    ...both('unchanged', ({ mean }) => mean.toFixed(1)),
    ...both('winner', withError),
    difference === null ? '–' : withError(difference),
    ...both('validation', ({ mean }) => mean.toFixed(1)),
    ...both('requests', ({ mean }) => mean.toFixed(0)),
    ...both('wallMs', ({ mean }) => (mean / 1000).toFixed(1)),
    dspy.length === 0 ? '–' : (meanWallMs(dspy) / meanWallMs(ours)).toFixed(1),
  ];
}

function meanWallMs(side: readonly SideFacts[]): number {
  return estimate(side.map(({ wallMs }) => wallMs)).mean;
}

function withError({ mean, standardError }: Estimate): string {
  return `${mean.toFixed(1)} ± ${standardError?.toFixed(1) ?? '?'}`;
}

/** Ours less DSPy's on the test rows, seed by seed. Null when a side is missing. */
function differenceOf(pairs: readonly Pair[]): Estimate | null {
  const differences = pairs.flatMap(({ dspy, ours }) => (dspy === null ? [] : [ours.winner - dspy.winner]));
  return differences.length === 0 ? null : estimate(differences);
}

/** What the table says, one line per case. */
export function verdicts(results: readonly VersusResult[]): string {
  return results
    .flatMap(({ case: versusCase, pairs }) => {
      const difference = differenceOf(pairs);
      if (difference === null) return [];
      const each = pairs.map(({ dspy, ours }) => (ours.winner - (dspy?.winner ?? 0)).toFixed(1));
      return [`${versusName(versusCase)}: ${verdictOn(difference)}; seed by seed ${each.join(', ')}`];
    })
    .join('\n');
}

function verdictOn(difference: Estimate): string {
  if (difference.standardError === null) return 'one seed cannot tell';
  return isLoss(difference) ? 'LOSS beyond two standard errors' : 'no loss beyond two standard errors';
}
