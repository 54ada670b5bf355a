import { setImmediate as nextTurn } from 'node:timers/promises';
import PQueue from 'p-queue';
import { CallNotSent } from '../lm/errors.ts';
import { TurnQueue, type TurnOptions } from './turn-queue.ts';

/** Within one run the higher goes first: proposals wait for demonstrations, nothing waits for the baseline. */
export const PRIORITY = { bootstrap: 2, trial: 1, baseline: 0 } as const;

export interface SlotRequest {
  /** Runs take turns, so that none waits for the end of another's wave. */
  readonly runId: string;
  readonly limit: number;
  readonly priority: number;
  readonly signal: AbortSignal;
}

/** The process-wide limit on program calls in flight, shared by all shards of all activities. */
export interface ProgramSlots {
  /** @throws CallNotSent when the signal is aborted before a slot is free */
  run<T>(request: SlotRequest, work: () => Promise<T>): Promise<T>;
}

export function createProgramSlots(): ProgramSlots {
  const queue = new PQueue<TurnQueue, TurnOptions>({ concurrency: 1, queueClass: TurnQueue });
  return {
    run: async ({ runId, limit, priority, signal }, work) => {
      if (queue.concurrency !== limit) queue.concurrency = limit;
      return new Promise((resolve, reject) => {
        const task = async () => {
          const done = signal.aborted ? Promise.reject(new CallNotSent()) : work();
          await done.then(resolve, reject);
          // What follows from this result may be more urgent than what waits: it gets to the queue before the slot is free.
          await nextTurn();
        };
        queue.add(task, { runId, priority }).catch(reject);
      });
    },
  };
}
