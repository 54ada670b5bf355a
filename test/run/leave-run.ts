import { expect } from 'vitest';
import type { Lab, LabRun, RunningRun } from './lab.ts';

/** Stops watching a run at a request; what the run has is in its home, and its server still has the run. */
export async function leaveRun(lab: Lab, request: number, run: LabRun = {}): Promise<RunningRun> {
  const stop = new AbortController();
  const running = lab.start({ numThreads: 2, ...run, signal: stop.signal });
  const left = expect(running.finished).rejects.toMatchObject({ name: 'Detached' });
  await lab.holdAt(request);
  stop.abort();
  lab.crawl();
  await left;
  lab.hurry();
  return running;
}
