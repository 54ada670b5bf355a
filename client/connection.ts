import type { Client } from '@temporalio/client';
import type { WorkerConnection } from '../workers/connect-worker.ts';
import { createEndingCalls } from './ending-calls.ts';
import { TemporalUnreachable } from './errors.ts';
import { ensureDevServer } from './temporal-server/dev-server.ts';
import { resolveAddress } from './temporal-server/resolve-address.ts';

export interface ConnectOptions {
  /** @defaultValue `TEMPORAL_ADDRESS`, a Temporal profile, or the embedded server */
  readonly address?: string;
  readonly namespace?: string;
  /** The `.durable-mipro` folder. */
  readonly home: string;
  readonly log: (line: string) => void;
}

/** A connected client; `release` closes it and lets go of the embedded server. */
export interface Connected {
  readonly client: Client;
  readonly namespace: string;
  readonly address: string;
  /** For a worker in this process. */
  connectWorker(): Promise<WorkerConnection>;
  release(): Promise<void>;
}

interface Target {
  readonly address: string;
  readonly namespace: string;
  readonly options: object;
  /** What a worker's connection needs beside the options. */
  readonly workerOptions: object;
  readonly release: () => Promise<void>;
}

const CONNECT_TIMEOUT = '5 seconds';

/** Connects to the server in force, starting the embedded one if there is none. @throws TemporalUnreachable, TemporalUnavailable */
export async function connectTemporal(options: ConnectOptions): Promise<Connected> {
  const target = await findTarget(options);
  const { Client, Connection, ...retries } = await import('@temporalio/client');
  const calls = createEndingCalls();
  const tryAgain = retries.makeGrpcRetryInterceptor(retries.defaultGrpcRetryOptions());
  const unreachable = async (error: unknown) => {
    await target.release();
    throw new TemporalUnreachable(target.address, error);
  };
  const connection = await Connection.connect({
    ...target.options,
    connectTimeout: CONNECT_TIMEOUT,
    interceptors: [tryAgain, calls.interceptor],
  }).catch(unreachable);
  const natives: WorkerConnection[] = [];
  return {
    client: new Client({ connection, namespace: target.namespace }),
    namespace: target.namespace,
    address: target.address,
    connectWorker: async () => {
      const { connectWorker } = await import('../workers/connect-worker.ts');
      const native = await connectWorker({ ...target.options, ...target.workerOptions });
      natives.push(native);
      return native;
    },
    release: async () => {
      for (const native of natives) await native.close();
      calls.end();
      await connection.close();
      await target.release();
    },
  };
}

async function findTarget({ address, namespace, home, log }: ConnectOptions): Promise<Target> {
  const found = await resolveAddress({ address, namespace });
  if (found.kind === 'external') {
    const { connectionOptions } = found;
    return {
      address: connectionOptions.address ?? 'localhost:7233',
      namespace: found.namespace,
      options: connectionOptions,
      workerOptions: {},
      release: async () => {},
    };
  }
  const server = await ensureDevServer({ home, log });
  server.supervise();
  return {
    address: server.address,
    namespace: server.namespace,
    options: server.connectionOptions,
    // On loopback packing costs 1 to 2 ms a step and saves nothing.
    workerOptions: { grpcCompression: { codec: 'none' } },
    release: () => server.release(),
  };
}
