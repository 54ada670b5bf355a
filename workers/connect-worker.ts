import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { quietRuntime } from './quiet-runtime.ts';

export type WorkerConnection = NativeConnection;

/** A worker's own connection; the client's cannot serve it. */
export async function connectWorker(options: NativeConnectionOptions): Promise<WorkerConnection> {
  quietRuntime();
  return NativeConnection.connect(options);
}
