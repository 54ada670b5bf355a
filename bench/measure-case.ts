import { fileURLToPath } from 'node:url';
import { nameOf, THREADS, type BenchCase } from './bench-case.ts';
import { median } from './median.ts';
import type { RunFacts } from './optimize-once.ts';
import { runProcess } from './run-process.ts';

const OPTIMIZE_ONCE = fileURLToPath(new URL('optimize-once.ts', import.meta.url));

/** One case, measured: the run with the middle wall time, and what follows from it. */
export interface Measured {
  readonly case: BenchCase;
  readonly facts: RunFacts;
  /** `calls x latency / threads`; 0 at zero latency. */
  readonly limitMs: number;
  /** Wall time by the limit; null at zero latency. */
  readonly ratio: number | null;
  readonly cpuMsPerCall: number;
  /** While cells were scored. */
  readonly callsPerSecond: number;
}

export interface Surroundings {
  readonly home: string;
  readonly modelUrl: string;
  readonly bundle: string;
  readonly repeats: number;
}

/** Runs a case as often as asked for, each time in a process of its own. The practice server must have its latency. */
export async function measureCase(benchCase: BenchCase, around: Surroundings): Promise<Measured> {
  const runs: RunFacts[] = [];
  for (let nth = 1; nth <= around.repeats; nth += 1) runs.push(await runOnce(benchCase, around, nth));
  const middleMs = median(runs.map(({ wallMs }) => wallMs));
  const facts = runs.find(({ wallMs }) => wallMs === middleMs);
  if (facts === undefined) throw new Error('The median is one of the values.');
  return conclude(benchCase, facts);
}

async function runOnce(benchCase: BenchCase, around: Surroundings, nth: number): Promise<RunFacts> {
  const { home, modelUrl, bundle } = around;
  const label = `${nameOf(benchCase)}-${nth}-${process.pid}`;
  const args = [
    '--conditions=durable-mipro-source',
    ...process.execArgv.filter((arg) => arg.startsWith('--cpu-prof')),
    OPTIMIZE_ONCE,
    home,
    modelUrl,
    nameOf(benchCase),
    label,
  ];
  const printed = await runProcess(args, { DURABLE_MIPRO_WORKFLOW_BUNDLE: bundle });
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as RunFacts;
}

function conclude(benchCase: BenchCase, facts: RunFacts): Measured {
  const limitMs = (facts.lmCalls * benchCase.latencyMs) / THREADS;
  const { searchMs, searchIdleMs } = facts.stages;
  return {
    case: benchCase,
    facts,
    limitMs,
    ratio: limitMs === 0 ? null : facts.wallMs / limitMs,
    cpuMsPerCall: facts.cpuMs / facts.lmCalls,
    callsPerSecond: (1000 * facts.searchCalls) / (searchMs - searchIdleMs),
  };
}
