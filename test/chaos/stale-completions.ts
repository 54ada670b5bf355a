import type { Evidence } from '../evidence/evidence.ts';

/** Results of activities that came from another worker than the one whose attempt counted. */
export function staleCompletions({ histories }: Evidence): number {
  const attempts = histories.flatMap((history) => history.attempts);
  if (attempts.length === 0) throw new Error('Expected finished activities in the history; found none.');
  return attempts.filter(({ begunBy, finishedBy }) => begunBy !== finishedBy).length;
}
