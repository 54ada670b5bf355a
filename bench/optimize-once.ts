import { connect, startOptimization, toSettings, type RunResult } from 'durable-mipro/client';
import type { TaskSource } from '../workers/load-task.ts';
import { caseNamed, THREADS } from './bench-case.ts';
import { benchTask } from './bench-task.ts';
import { childrenCpuMs, watchChildrenMemory } from './children.ts';
import { isolatedSource } from './isolated-source.ts';
import { stageTimes, type StageTimes } from './stage-times.ts';
import { readTimeline } from './timeline.ts';

/** What one process tells about its run. */
export interface RunFacts {
  readonly wallMs: number;
  readonly lmCalls: number;
  readonly cachedCalls: number;
  /** Calls of trials and full scorings. */
  readonly searchCalls: number;
  readonly trials: number;
  readonly events: number;
  readonly best: number | null;
  readonly stages: StageTimes;
  /** Of this process, from the start of the workflow to its result: all threads, and the children of `--isolation process`. */
  readonly cpuMs: number;
  readonly peakRssMb: number;
  /** Of the largest child process; 0 without isolation. */
  readonly childPeakMb: number;
  /** Search time per trial when every cell is known: what is left is Temporal and bookkeeping. */
  readonly knownTrialMs: number;
}

/** Arguments: home folder, address of the practice server, case, label, `process` for a child. Prints one `RunFacts` object. */
async function main([
  home = '',
  modelUrl = '',
  name = '',
  label = '',
  isolation = 'none',
]: readonly string[]): Promise<void> {
  const benchCase = caseNamed(name);
  const options = { case: benchCase, modelUrl, label };
  const source =
    isolation === 'process'
      ? await isolatedSource(home, options)
      : { task: await benchTask(options), baseDir: home };
  const run = (again: boolean) => optimizeOnce({ home, source, auto: benchCase.auto, again });
  const childPeakMb = watchChildrenMemory();
  const { result, cpuMs } = await run(false);
  const largestChildMb = childPeakMb();
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  const measured = await timesOf(home, result.runId);
  const { result: repeated } = await run(true);
  const known = await timesOf(home, repeated.runId);
  const trials = result.trials.length - 1;
  const facts: RunFacts = {
    wallMs: result.wallMs,
    lmCalls: result.usage.lmCalls,
    cachedCalls: result.usage.cachedCalls,
    searchCalls: searchCalls(result),
    trials,
    events: measured.events,
    best: result.best,
    stages: measured.stages,
    cpuMs,
    peakRssMb,
    childPeakMb: largestChildMb,
    knownTrialMs: known.stages.searchMs / trials,
  };
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

interface OnceOptions {
  readonly home: string;
  readonly source: TaskSource;
  readonly auto: 'light' | 'medium' | 'heavy';
  readonly again: boolean;
}

async function optimizeOnce({ home, source, auto, again }: OnceOptions) {
  let before = process.cpuUsage();
  const childrenBefore = childrenCpuMs() ?? 0;
  const { result } = await startOptimization({
    source,
    settings: toSettings({ auto }),
    budget: {},
    numThreads: THREADS,
    again,
    home,
    watcher: { note: () => {}, begins: () => void (before = process.cpuUsage()), progress: () => {} },
  });
  const { user, system } = process.cpuUsage(before);
  return { result, cpuMs: (user + system) / 1000 + (childrenCpuMs() ?? 0) - childrenBefore };
}

async function timesOf(home: string, runId: string): Promise<{ stages: StageTimes; events: number }> {
  const connected = await connect({ home, log: () => {} });
  try {
    const timeline = await readTimeline(connected.client, runId);
    return { stages: stageTimes(timeline), events: timeline.events };
  } finally {
    await connected.release();
  }
}

function searchCalls({ usageLines }: RunResult): number {
  const scoring = usageLines.filter(({ stage }) => ['trial', 'full'].includes(stage));
  return scoring.reduce((sum, { lmCalls }) => sum + lmCalls, 0);
}

await main(process.argv.slice(2));
