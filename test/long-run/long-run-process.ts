import { startOptimization, toSettings, type RunResult } from 'durable-mipro/client';
import { longTask } from './long-task.ts';

/** What the process tells of itself every second: a line each on stdout, and the result as the last. */
export interface MemoryLine {
  readonly atMs: number;
  readonly rssMb: number;
  /** Of JavaScript alone, and of what it holds outside its heap. */
  readonly heapMb: number;
  readonly externalMb: number;
  readonly trials: number;
}

export const LONG_SETTINGS = {
  auto: null,
  numCandidates: 8,
  minibatchSize: 35,
  minibatchFullEvalSteps: 5,
} as const;

function memory(): Pick<MemoryLine, 'rssMb' | 'heapMb' | 'externalMb'> {
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20, externalMb: external / 2 ** 20 };
}

/** Arguments: home folder, address of the practice server, trials, validation examples. */
async function main([
  home = '',
  modelUrl = '',
  trials = '',
  valCount = '',
]: readonly string[]): Promise<void> {
  let known = 0;
  const print = (line: MemoryLine | { readonly result: RunResult }) =>
    void process.stdout.write(`${JSON.stringify(line)}\n`);
  const sampling = setInterval(
    () =>
      print({
        atMs: Math.round(performance.now()),
        ...memory(),
        trials: known,
      }),
    1_000,
  );
  const { result } = await startOptimization({
    source: { task: longTask({ modelUrl, valCount: Number(valCount) }), baseDir: home },
    settings: toSettings({ ...LONG_SETTINGS, numTrials: Number(trials) }),
    budget: {},
    numThreads: 16,
    again: false,
    home,
    watcher: { note: () => {}, begins: () => {}, progress: ({ trials: all }) => void (known = all.length) },
  });
  clearInterval(sampling);
  print({ result });
}

if (process.argv[1]?.endsWith('long-run-process.ts')) await main(process.argv.slice(2));
