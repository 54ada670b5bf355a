import type { LoadedTask } from './dependencies.ts';
import { idOf } from './frozen-data.ts';

/** An example in words that may be stored and shown: its row in the user's data and its id, never its text. */
export function nameOfExample({ trainset, valset, testset }: LoadedTask, id: string): string {
  for (const [set, examples] of Object.entries({ trainset, valset, testset })) {
    const row = (examples ?? []).findIndex((example) => idOf(example) === id);
    if (row >= 0) return `row ${row + 1} of the ${set} (${id})`;
  }
  return `example ${id}`;
}
