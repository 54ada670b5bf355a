import type { BenchCase } from './bench-case.ts';

const RATIOS: { readonly [latencyMs: number]: { readonly [auto in BenchCase['auto']]?: number } } = {
  100: { light: 1.35, medium: 1.2, heavy: 1.1 },
  30: { light: 1.7, medium: 1.4 },
};

/** Most that the wall time may be, in limits; null where nothing is promised. */
export function aimedRatio({ auto, latencyMs }: BenchCase): number | null {
  return RATIOS[latencyMs]?.[auto] ?? null;
}

export const AIMS = {
  cpuMsPerCall: 1.2,
  callsPerSecond: 800,
  knownTrialMs: 20,
  peakRssMb: 400,
  helpMs: 150,
} as const;
