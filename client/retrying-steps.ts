import type { RunHandle } from './start-run.ts';

/** A step that has failed and is tried again: its name, how often, and why it failed last. */
export interface RetryingStep {
  readonly step: string;
  readonly attempt: number;
  /** The failure's own words; they hold no prompt, example or key. */
  readonly reason: string;
}

/** Fewer tries are everyday: a provider that was busy, a worker that was stopped. */
const WORTH_TELLING_FROM = 3;

/** Steps that keep failing, as the server knows them, also while no worker answers. */
export async function retryingSteps(handle: RunHandle): Promise<RetryingStep[]> {
  const { raw } = await handle.describe();
  return (raw.pendingActivities ?? []).flatMap(({ attempt, activityType, lastFailure }) =>
    (attempt ?? 0) >= WORTH_TELLING_FROM && lastFailure
      ? [
          {
            step: activityType?.name ?? 'a step',
            attempt: attempt ?? 0,
            reason: lastFailure.message ?? 'no reason given',
          },
        ]
      : [],
  );
}
