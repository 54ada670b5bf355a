import { heartbeat } from '@temporalio/activity';

const HEARTBEAT_EVERY_MS = 1_000;

/** Tells the server every second that the work is under way: without that, the death of this process is noticed only when the work's whole time is up. */
export async function whileBeating<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat(), HEARTBEAT_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
