import { AIMS, aimedRatio } from './aims.ts';
import { nameOf } from './bench-case.ts';
import type { Measured } from './measure-case.ts';

const HEADINGS = [
  'case',
  'calls',
  'wall ms',
  'prepare',
  'stage 1',
  'search',
  'select',
  'ratio',
  'aim',
  'to bare client',
  'CPU ms/call',
  'bare',
  'calls/s',
  'ms/known trial',
  'peak MB',
];

/** A Markdown table, one line per case; the last line holds the aims. */
export function table(measured: readonly Measured[]): string {
  const rows = [HEADINGS, ...measured.map(rowOf), aimsRow()];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => `${'-'.repeat(width - 1)}:`).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function rowOf(measured: Measured): string[] {
  const {
    case: benchCase,
    facts,
    ratio,
    bareRatio,
    cpuMsPerCall,
    bareCpuMsPerCall,
    callsPerSecond,
  } = measured;
  const { prepareMs, proposeMs, searchMs, selectMs } = facts.stages;
  const whole = [facts.lmCalls, facts.wallMs, prepareMs, proposeMs, searchMs, selectMs].map((value) =>
    value.toFixed(0),
  );
  return [
    nameOf(benchCase),
    ...whole,
    ratio?.toFixed(2) ?? '',
    aimedRatio(benchCase)?.toFixed(2) ?? '',
    bareRatio.toFixed(2),
    cpuMsPerCall.toFixed(2),
    bareCpuMsPerCall.toFixed(2),
    benchCase.latencyMs === 0 ? callsPerSecond.toFixed(0) : '',
    facts.knownTrialMs.toFixed(1),
    facts.peakRssMb.toFixed(0),
  ];
}

function aimsRow(): string[] {
  const { cpuMsPerCall, callsPerSecond, knownTrialMs, peakRssMb } = AIMS;
  const ends = [`< ${cpuMsPerCall}`, '', `> ${callsPerSecond}`, `<= ${knownTrialMs}`, `< ${peakRssMb}`];
  return ['aims', ...HEADINGS.slice(1, 10).map(() => ''), ...ends];
}

/** When each part of the first stage was done, one line per case. */
export function firstStage(measured: readonly Measured[]): string {
  return measured
    .map(({ case: benchCase, facts }) => {
      const parts = Object.entries(facts.stages.doneAfterMs).map(([activity, ms]) => `${activity} ${ms}`);
      return `${nameOf(benchCase)}: ${parts.join(', ')}`;
    })
    .join('\n');
}
