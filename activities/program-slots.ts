import { setImmediate as nextTurn } from 'node:timers/promises';
import PQueue from 'p-queue';
import { CallNotSent } from '../lm/errors.ts';
import { needsPerson } from './failures.ts';
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

/**
 * The process-wide limit on program calls in flight, shared by all shards of all activities. Once a call fails for what only
 * a person can mend, all work of its run that waits fails alike: none of the run's activities needs to find out for itself.
 */
export interface ProgramSlots {
  /** @throws CallNotSent when the signal is aborted before a slot is free */
  run<T>(request: SlotRequest, work: () => Promise<T>): Promise<T>;
}

export function createProgramSlots(): ProgramSlots {
  const queue = new PQueue<TurnQueue, TurnOptions>({ concurrency: 1, queueClass: TurnQueue });
  const refusals = createRefusals();
  return {
    run: async ({ runId, limit, priority, signal }, work) => {
      if (queue.concurrency !== limit) queue.concurrency = limit;
      const asked = refusals.ask(runId);
      return new Promise((resolve, reject) => {
        const task = async () => {
          const hindrance = signal.aborted ? new CallNotSent() : asked.refusedWith();
          const done = hindrance === null ? work() : Promise.reject(hindrance);
          await done.then(resolve, (error: unknown) => {
            if (needsPerson(error)) asked.refuseWaiting(error);
            reject(error);
          });
          // What follows from this result may be more urgent than what waits: it gets to the queue before the slot is free.
          await nextTurn();
        };
        queue.add(task, { runId, priority }).catch(reject);
      });
    },
  };
}

interface Asked {
  /** What refused a call of the same run since this was asked for. */
  refusedWith(): Error | null;
  refuseWaiting(error: Error): void;
}

/** Remembers for each run the last refusal, and what had been asked for by then. What is asked for later is tried. */
function createRefusals(): { ask(runId: string): Asked } {
  const last = new Map<string, { readonly error: Error; readonly upTo: number }>();
  let count = 0;
  return {
    ask: (runId) => {
      const number = (count += 1);
      return {
        refusedWith: () => {
          const refusal = last.get(runId);
          return refusal !== undefined && number <= refusal.upTo ? refusal.error : null;
        },
        refuseWaiting: (error) => void last.set(runId, { error, upTo: count }),
      };
    },
  };
}
