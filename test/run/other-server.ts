import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from '@temporalio/client';

/** A Temporal server that knows nothing, in memory, and asks for continue-as-new early. */
export interface OtherServer {
  readonly address: string;
  stop(): Promise<void>;
}

/** So few events of history that a small run continues as new several times. */
const EVENTS_BEFORE_CONTINUE = 40;

export async function startOtherServer(binary: string): Promise<OtherServer> {
  const port = await freePort();
  const settings = {
    'limit.historyCount.suggestContinueAsNew': EVENTS_BEFORE_CONTINUE,
    'history.transferProcessorMaxPollRPS': 2_000,
    'history.timerProcessorMaxPollRPS': 2_000,
  };
  const values = Object.entries(settings).flatMap(([key, value]) => [
    '--dynamic-config-value',
    `${key}=${value}`,
  ]);
  const flags = ['--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'];
  const child = spawn(binary, ['server', 'start-dev', ...flags, ...values], { stdio: 'ignore' });
  const killed = () => child.kill('SIGKILL');
  process.once('exit', killed);
  const address = `127.0.0.1:${port}`;
  await untilReady(address);
  return {
    address,
    stop: async () => {
      const ended = once(child, 'exit');
      killed();
      await ended;
      process.off('exit', killed);
    },
  };
}

async function untilReady(address: string): Promise<void> {
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: '1 second' });
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      await connection.close();
      return;
    } catch {
      // Not there yet; the test's own time-out ends a server that never is.
      await wait(50);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
