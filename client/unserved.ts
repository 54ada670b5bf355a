import type { Client } from '@temporalio/client';

/** A run that is open on the server while no worker answers for its task. */
export interface Unserved {
  /** When the run last went on; milliseconds since 1970. */
  readonly sinceMs: number;
  /** So long that somebody should see to it. */
  readonly isBlocked: boolean;
  /** What has happened and what to do, in one line. */
  readonly words: string;
}

/** A rolling deployment, or a fleet that grows, is over by then. */
const BLOCKED_AFTER_MS = 15 * 60 * 1_000;

/** Pure. */
export function unserved({ sinceMs, nowMs }: { sinceMs: number; nowMs: number }): Unserved {
  const minutes = Math.max(0, Math.floor((nowMs - sinceMs) / 60_000));
  const isBlocked = nowMs - sinceMs >= BLOCKED_AFTER_MS;
  const what = isBlocked
    ? 'blocked: no worker has served the run'
    : 'no worker answers now; the run has waited';
  return {
    sinceMs,
    isBlocked,
    words: `${what} for ${minutes} min. Start one: durable-mipro worker <task-file>`,
  };
}

/** When something last happened to a run, by the server's clock; milliseconds since 1970. */
export async function lastEventMs(client: Client, runId: string): Promise<number> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId: runId },
    maximumPageSize: 1,
  });
  const { seconds = 0, nanos = 0 } = history?.events?.[0]?.eventTime ?? {};
  return Number(seconds) * 1_000 + Math.floor((nanos ?? 0) / 1_000_000);
}
