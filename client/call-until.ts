import type { Connection } from '@temporalio/client';

/**
 * Calls the server until the signal is aborted; not at all when it was. Each call gets a signal of its own: the client listens to the one it is
 * given and never stops, so that one signal for thousands of questions would keep all their answers.
 */
export async function callUntil<T>(
  stop: AbortSignal,
  connection: Pick<Connection, 'withAbortSignal'>,
  call: () => Promise<T>,
): Promise<T> {
  stop.throwIfAborted();
  const own = new AbortController();
  const abort = () => own.abort(stop.reason);
  stop.addEventListener('abort', abort);
  try {
    return await connection.withAbortSignal(own.signal, call);
  } finally {
    stop.removeEventListener('abort', abort);
  }
}
