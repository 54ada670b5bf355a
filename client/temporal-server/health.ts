import { setTimeout as sleep } from 'node:timers/promises';
import { LOOPBACK, isPortOpen } from './port.ts';

export const EMBEDDED_NAMESPACE = 'default';

const POLL_MS = 100;
const CALL_TIMEOUT_MS = 3_000;

/** What `Connection.connect` needs to reach a server of ours: gRPC would send even a loopback call to `http_proxy`. */
export interface LoopbackConnection {
  readonly address: string;
  readonly channelArgs: { readonly 'grpc.enable_http_proxy': 0 };
}

export function loopbackConnection(port: number): LoopbackConnection {
  return { address: `${LOOPBACK}:${port}`, channelArgs: { 'grpc.enable_http_proxy': 0 } };
}

/** True when a Temporal server on this port answers for the namespace that we use. */
export async function isAnswering(port: number): Promise<boolean> {
  if (!(await isPortOpen(port))) return false;
  const { Connection } = await import('@temporalio/client');
  const connection = Connection.lazy({ ...loopbackConnection(port), connectTimeout: CALL_TIMEOUT_MS });
  try {
    await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
      connection.workflowService.describeNamespace({ namespace: EMBEDDED_NAMESPACE }),
    );
    return true;
  } catch {
    // Whatever the reason, the answer to the question is no; the caller has a time limit and the server's log.
    return false;
  } finally {
    await connection.close();
  }
}

/** Waits until the server answers, at most `timeoutMs`. Ends early, with false, when `isAlive` says that it is gone. */
export async function waitUntilAnswering(
  port: number,
  { timeoutMs, isAlive }: { readonly timeoutMs: number; readonly isAlive: () => Promise<boolean> },
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (await isAnswering(port)) return true;
    if (!(await isAlive())) return false;
    await sleep(POLL_MS);
  }
  return false;
}
