import { RunEnding } from './run.ts';

/**
 * Runs tasks side by side. When one ends the run early, the others are waited for first, so that no activity is left
 * alone with calls under way; any other error is thrown at once.
 */
export async function together<T extends readonly unknown[] | []>(tasks: T): Promise<Results<T>> {
  const outcomes = await Promise.all(tasks.map(outcomeOf));
  const results = outcomes.map((outcome) => {
    if (outcome instanceof RunEnding) throw outcome;
    return outcome.value;
  });
  return results as Results<T>;
}

type Results<T extends readonly unknown[]> = { -readonly [K in keyof T]: Awaited<T[K]> };

async function outcomeOf(task: unknown): Promise<{ value: unknown } | RunEnding> {
  try {
    return { value: await task };
  } catch (error) {
    if (error instanceof RunEnding) return error;
    throw error;
  }
}
