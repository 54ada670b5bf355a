import { RunEnding } from './run.ts';

/**
 * Waits for all, also when one of them ends the run: nothing may go on sending calls behind the result's back.
 * @throws the first RunEnding, once all are through; any other failure at once
 */
export async function together<T extends readonly Promise<unknown>[] | []>(tasks: T): Promise<Results<T>> {
  const endings: RunEnding[] = [];
  const results = await Promise.all(
    tasks.map((task) =>
      task.catch((error: unknown) => {
        if (!(error instanceof RunEnding)) throw error;
        endings.push(error);
      }),
    ),
  );
  const [ending] = endings;
  if (ending !== undefined) throw ending;
  return results as Results<T>;
}

type Results<T extends readonly unknown[]> = { -readonly [K in keyof T]: Awaited<T[K]> };
