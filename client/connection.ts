import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { WorkerConnection } from '../workers/connect-worker.ts';
import { createEndingCalls } from './ending-calls.ts';
import { NamespaceUnknown, TemporalUnreachable } from './errors.ts';
import { prepareHome } from './prepare-home.ts';
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

const CONNECT_TIMEOUT_MS = 4_000;
const GRPC_NOT_FOUND = 5;

/**
 * Connects to the server in force, starting the embedded one if there is none.
 * @throws TemporalUnreachable, NamespaceUnknown, TemporalUnavailable, HomeUnusable; InvalidRequest for bad payload keys
 */
export async function connectTemporal(options: ConnectOptions): Promise<Connected> {
  prepareHome(options.home);
  const { dataConverterOf } = await import('../workers/data-converter.ts');
  const dataConverter = dataConverterOf(process.env);
  const target = { ...(await findTarget(options)), dataConverter };
  try {
    return await connectTo(target);
  } catch (error) {
    await target.release();
    throw error;
  }
}

async function connectTo(target: Target & { readonly dataConverter: DataConverter }): Promise<Connected> {
  const { Client } = await import('@temporalio/client');
  const { address, namespace } = target;
  const unreachable = (error: unknown) => {
    throw error instanceof NamespaceUnknown ? error : new TemporalUnreachable(address, error);
  };
  const { connection, close } = await openConnection(target).catch(unreachable);
  const natives: WorkerConnection[] = [];
  return {
    client: new Client({ connection, namespace, dataConverter: target.dataConverter }),
    namespace,
    address,
    connectWorker: async () => {
      const { connectWorker } = await import('../workers/connect-worker.ts');
      const native = await connectWorker({ ...target.options, ...target.workerOptions }).catch(unreachable);
      natives.push(native);
      return native;
    },
    release: async () => {
      for (const native of natives) await native.close();
      await close();
      await target.release();
    },
  };
}

async function openConnection({ options, namespace, address }: Target) {
  const { Connection, ...retries } = await import('@temporalio/client');
  const calls = createEndingCalls();
  const tryAgain = retries.makeGrpcRetryInterceptor(retries.defaultGrpcRetryOptions());
  const connection = await Connection.connect({
    ...options,
    connectTimeout: CONNECT_TIMEOUT_MS,
    interceptors: [tryAgain, calls.interceptor],
  });
  const close = async () => {
    calls.end();
    await connection.close();
  };
  try {
    // A proxy in between answers for a server that is not there, and a misspelt namespace shows only here.
    await connection.withDeadline(Date.now() + CONNECT_TIMEOUT_MS, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } catch (error) {
    await close();
    throw (error as { code?: unknown }).code === GRPC_NOT_FOUND
      ? new NamespaceUnknown(namespace, address)
      : error;
  }
  return { connection, close };
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
