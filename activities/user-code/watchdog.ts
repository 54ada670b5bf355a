import { writeSync } from 'node:fs';
import { url } from 'node:inspector';
import { Worker } from 'node:worker_threads';
import { noteStoppedWork } from '../../stores/stopped-work.ts';
import { currentCulprit, lastWords, problemOf } from './culprit.ts';
import { tickMsOf } from './own-time.ts';

/** Places in the shared memory: turns that the main thread took, work under way, the limit in milliseconds. */
export const [TURNS, AT_WORK, LIMIT_MS] = [0, 1, 2] as const;

export interface WatchdogStart {
  readonly shared: Int32Array;
  readonly tickMs: number;
  readonly file: string | null;
}

/** Ends this process, with a name for the example, when user code does not let go of it; notes who has ended it. */
export interface Watchdog {
  /** @param limitMs the longest of all that are at work counts */
  watch<T>(limitMs: number, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** @param file where the work is noted that took the process with it; null: nowhere */
export function startWatchdog(limitMs: number, file: string | null): Watchdog {
  const tickMs = tickMsOf(limitMs);
  const shared = new Int32Array(new SharedArrayBuffer(12));
  Atomics.store(shared, LIMIT_MS, limitMs);
  // Who holds the thread at a breakpoint means to.
  if (url() !== undefined) return { watch: (_limitMs, work) => work(), close: () => Promise.resolve() };
  const entry = new URL(`watchdog-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);
  const thread = new Worker(entry, { workerData: { shared, tickMs, file } satisfies WatchdogStart });
  thread.unref();
  const turns = setInterval(() => Atomics.add(shared, TURNS, 1), tickMs);
  turns.unref();
  const onExit = () => tellOfExit(file);
  process.on('exit', onExit);
  return {
    watch: async (limitOfWork, work) => {
      if (limitOfWork > Atomics.load(shared, LIMIT_MS)) Atomics.store(shared, LIMIT_MS, limitOfWork);
      Atomics.add(shared, AT_WORK, 1);
      try {
        return await work();
      } finally {
        Atomics.sub(shared, AT_WORK, 1);
      }
    },
    close: async () => {
      clearInterval(turns);
      process.off('exit', onExit);
      await thread.terminate();
    },
  };
}

/** `process.exit` runs this where it was called. */
function tellOfExit(file: string | null): void {
  const culprit = currentCulprit();
  if (culprit === null) return;
  if (file !== null) noteStoppedWork(file, culprit.key, problemOf(culprit, 'exited'));
  writeSync(2, lastWords(culprit, 'has called process.exit', file !== null));
}
