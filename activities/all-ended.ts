/**
 * Waits for all, also when one fails, so that no model call is left alone when its activity ends.
 * @throws the first failure, in the order of the list
 */
export async function allEnded<T>(tasks: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(tasks);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
