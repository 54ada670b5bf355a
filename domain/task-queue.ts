/**
 * The queue on which a task's workflows and activities wait. One per task: a worker then only ever gets work that it
 * can do, also when several projects share a server.
 */
export function taskQueue(task: string): string {
  return `mipro/${task}`;
}

/** The id of a run: starting the same spec again finds the same run. */
export function runIdOf(task: string, specHash: string): string {
  return `mipro/${task}/${specHash}`;
}
