/** Workflow time in milliseconds since 1970: inside the sandbox `Date` is the time of the task, the same on replay. */
export function nowMs(): number {
  return new Date().getTime();
}
