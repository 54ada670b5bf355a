import PQueue from 'p-queue';
import { CallNotSent } from '../lm/errors.ts';

/** Higher goes first: proposals wait for demonstrations, nothing waits for the baseline. */
export const PRIORITY = { bootstrap: 2, trial: 1, baseline: 0 } as const;

export interface SlotRequest {
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
  const queue = new PQueue({ concurrency: 1 });
  return {
    run: async ({ limit, priority, signal }, work) => {
      if (queue.concurrency !== limit) queue.concurrency = limit;
      return queue.add(
        () => {
          if (signal.aborted) throw new CallNotSent();
          return work();
        },
        { priority },
      );
    },
  };
}
