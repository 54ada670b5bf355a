import { activityInfo, heartbeat } from '@temporalio/activity';

const HEARTBEAT_EVERY_MS = 1_000;

/** Tells the server, every second, that this process still works at an activity. */
export interface Pulse {
  /** What heartbeats say from now on. */
  readonly report: (details: unknown) => void;
  /** Sends one now. */
  readonly flush: () => void;
  readonly stop: () => void;
}

export function startPulse(): Pulse {
  let details: unknown = activityInfo().heartbeatDetails;
  const flush = () => heartbeat(details);
  const timer = setInterval(flush, HEARTBEAT_EVERY_MS);
  // Sent at once: the next beat may never come, because what is reported may be how this attempt ends.
  const report = (next: unknown) => {
    details = next;
    flush();
  };
  return { report, flush, stop: () => clearInterval(timer) };
}

/** Without a pulse the death of a worker is noticed only when the activity's whole time is over. */
export async function withPulse<T>(work: () => Promise<T>): Promise<T> {
  const pulse = startPulse();
  try {
    return await work();
  } finally {
    pulse.stop();
  }
}
