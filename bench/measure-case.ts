import { fileURLToPath } from 'node:url';
import type { BareFacts } from './bare-client.ts';
import { nameOf, THREADS, type BenchCase } from './bench-case.ts';
import { median } from './median.ts';
import type { RunFacts } from './optimize-once.ts';
import { runProcess } from './run-process.ts';

const OPTIMIZE_ONCE = fileURLToPath(new URL('optimize-once.ts', import.meta.url));
const BARE_CLIENT = fileURLToPath(new URL('bare-client.ts', import.meta.url));
const SOURCES = '--conditions=durable-mipro-source';

/** One case, measured: the run in the middle by `bareRatio`, and what follows from it. */
export interface Measured {
  readonly case: BenchCase;
  readonly facts: RunFacts;
  /** `calls x latency / threads`; 0 at zero latency. */
  readonly limitMs: number;
  /** Wall time by the limit; null at zero latency. */
  readonly ratio: number | null;
  /** Wall time by what the `openai` package alone needs for as many calls, measured just before and just after. */
  readonly bareRatio: number;
  readonly bareCpuMsPerCall: number;
  readonly cpuMsPerCall: number;
  /** While cells were scored. */
  readonly callsPerSecond: number;
}

export interface Surroundings {
  readonly home: string;
  readonly modelUrl: string;
  readonly bundle: string;
  readonly repeats: number;
  readonly isolation: 'none' | 'process';
}

/** Runs a case as often as asked for, each time in a process of its own. The practice server must have its latency. */
export async function measureCase(benchCase: BenchCase, around: Surroundings): Promise<Measured> {
  const runs: Measured[] = [];
  for (let nth = 1; nth <= around.repeats; nth += 1) {
    const before = await bareClient(benchCase, around);
    const facts = await runOnce(benchCase, around, nth);
    runs.push(conclude(benchCase, facts, [before, await bareClient(benchCase, around)]));
  }
  const middle = median(runs.map(({ bareRatio }) => bareRatio));
  const measured = runs.find(({ bareRatio }) => bareRatio === middle);
  if (measured === undefined) throw new Error('The median is one of the values.');
  return measured;
}

/** Long enough to be true: about two seconds, and some hundred calls. */
async function bareClient({ latencyMs }: BenchCase, { modelUrl }: Surroundings): Promise<BareFacts> {
  const rounds = Math.min(60, Math.ceil(2_000 / Math.max(1, latencyMs)));
  return JSON.parse(await runProcess([SOURCES, BARE_CLIENT, modelUrl, String(rounds)])) as BareFacts;
}

async function runOnce(benchCase: BenchCase, around: Surroundings, nth: number): Promise<RunFacts> {
  const { home, modelUrl, bundle, isolation } = around;
  const label = `${nameOf(benchCase)}-${nth}-${process.pid}`;
  const args = [
    SOURCES,
    ...process.execArgv.filter((arg) => arg.startsWith('--cpu-prof')),
    OPTIMIZE_ONCE,
    home,
    modelUrl,
    nameOf(benchCase),
    label,
    isolation,
  ];
  const printed = await runProcess(args, { DURABLE_MIPRO_WORKFLOW_BUNDLE: bundle });
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as RunFacts;
}

function conclude(benchCase: BenchCase, facts: RunFacts, bare: readonly BareFacts[]): Measured {
  const bareMs = mean(bare.map(({ msPerCall }) => msPerCall));
  const limitMs = (facts.lmCalls * benchCase.latencyMs) / THREADS;
  const { searchMs, searchIdleMs } = facts.stages;
  return {
    case: benchCase,
    facts,
    limitMs,
    ratio: limitMs === 0 ? null : facts.wallMs / limitMs,
    bareRatio: facts.wallMs / (facts.lmCalls * bareMs),
    bareCpuMsPerCall: mean(bare.map(({ cpuMsPerCall }) => cpuMsPerCall)),
    cpuMsPerCall: facts.cpuMs / facts.lmCalls,
    callsPerSecond: (1000 * facts.searchCalls) / (searchMs - searchIdleMs),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
