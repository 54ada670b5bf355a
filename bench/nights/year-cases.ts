import { GATE_DEFAULTS, toGateOptions } from '../../optimizer/promotion/gate-options.ts';
import type { YearSetting } from './simulated-year.ts';

/** With 1,000 resamples the bound is a little rougher than the gate's own; the p-value, which decides here, is the same. */
const gate = toGateOptions({ resamples: 1000 });
const plain = { gate, rowsPerNight: 0, every: 1, discordance: 0.2, likeness: 0.5, scores: 'binary' } as const;
const withoutBudget = (alpha: number) => ({
  gate: toGateOptions({ ...GATE_DEFAULTS, resamples: 1000, alpha, peeking: null }),
});

export interface YearCase {
  readonly name: string;
  readonly setting: YearSetting;
}

/** No challenger is better: every promotion is a false one. */
export const NO_GAIN: readonly YearCase[] = [
  ...[100, 300, 1000].flatMap((rows) =>
    [0, 0.5, 0.9].map((likeness) => ({
      name: `${rows} rows, ${likeness * 100} % of answers alike`,
      setting: { ...plain, gain: 0, rows, likeness },
    })),
  ),
  { name: '300 rows, 1 in 10 differs', setting: { ...plain, gain: 0, rows: 300, discordance: 0.1 } },
  { name: '300 rows and 5 more a night', setting: { ...plain, gain: 0, rows: 300, rowsPerNight: 5 } },
  { name: '300 rows, weekly', setting: { ...plain, gain: 0, rows: 300, every: 7 } },
  { name: '300 rows, graded scores', setting: { ...plain, gain: 0, rows: 300, scores: 'graded' } },
  {
    name: '300 rows, alpha 0.01 every night',
    setting: { ...plain, ...withoutBudget(0.01), gain: 0, rows: 300 },
  },
  {
    name: '300 rows, alpha 0.05 every night',
    setting: { ...plain, ...withoutBudget(0.05), gain: 0, rows: 300 },
  },
];

/** Every challenger is better by five points. */
export const FIVE_POINTS: readonly YearCase[] = [
  ...[100, 300, 500, 1000, 2000].map((rows) => ({
    name: `${rows} rows`,
    setting: { ...plain, gain: 0.05, rows },
  })),
  { name: '300 rows, 1 in 10 differs', setting: { ...plain, gain: 0.05, rows: 300, discordance: 0.1 } },
  { name: '500 rows, 90 % of answers alike', setting: { ...plain, gain: 0.05, rows: 500, likeness: 0.9 } },
  { name: '300 rows and 5 more a night', setting: { ...plain, gain: 0.05, rows: 300, rowsPerNight: 5 } },
  { name: '300 rows, weekly', setting: { ...plain, gain: 0.05, rows: 300, every: 7 } },
  { name: '500 rows, weekly', setting: { ...plain, gain: 0.05, rows: 500, every: 7 } },
  { name: '300 rows, graded scores', setting: { ...plain, gain: 0.05, rows: 300, scores: 'graded' } },
];
