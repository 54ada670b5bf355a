import { connect, startOptimization, toSettings, type RunResult } from 'durable-mipro/client';
import { caseNamed, THREADS } from './bench-case.ts';
import { benchTask } from './bench-task.ts';
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
  /** Of this process, from the start of the workflow to its result: all threads. */
  readonly cpuMs: number;
  readonly peakRssMb: number;
  /** Search time per trial when every cell is known: what is left is Temporal and bookkeeping. */
  readonly knownTrialMs: number;
}

/** Arguments: home folder, address of the practice server, case, label. Prints one `RunFacts` object. */
async function main([home = '', modelUrl = '', name = '', label = '']: readonly string[]): Promise<void> {
  const benchCase = caseNamed(name);
  const task = await benchTask({ case: benchCase, modelUrl, label });
  const run = (again: boolean) => optimizeOnce({ home, task, auto: benchCase.auto, again });
  const { result, cpuMs } = await run(false);
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
    knownTrialMs: known.stages.searchMs / trials,
  };
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

interface OnceOptions {
  readonly home: string;
  readonly task: Awaited<ReturnType<typeof benchTask>>;
  readonly auto: 'light' | 'medium' | 'heavy';
  readonly again: boolean;
}

async function optimizeOnce({ home, task, auto, again }: OnceOptions) {
  let before = process.cpuUsage();
  const { result } = await startOptimization({
    source: { task, baseDir: home },
    settings: toSettings({ auto }),
    budget: {},
    numThreads: THREADS,
    again,
    home,
    watcher: { note: () => {}, begins: () => void (before = process.cpuUsage()), progress: () => {} },
  });
  const { user, system } = process.cpuUsage(before);
  return { result, cpuMs: (user + system) / 1000 };
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
