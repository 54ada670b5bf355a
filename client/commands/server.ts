import { homeDirectory } from '../../stores/home.ts';
import { ensureDevServer } from '../temporal-server/dev-server.ts';
import { prepareHome } from '../prepare-home.ts';
import { serverStatus, stopServer } from '../temporal-server/server-control.ts';
import { print, printJson, say } from '../show/print.ts';

/** `durable-mipro server start | stop | status`. */
export async function serverCommand(
  verb: 'start' | 'stop' | 'status',
  { json }: { readonly json?: boolean },
): Promise<void> {
  const home = homeDirectory();
  prepareHome(home);
  const outcome = verb === 'status' ? null : await (verb === 'start' ? start(home) : stop(home));
  const status = await serverStatus(home);
  const place = status.address === null ? '' : ` at ${status.address}, pid ${status.pid}`;
  if (json) printJson({ schema: 1, ...status });
  else print(outcome ?? `${status.state}${place}`);
}

async function start(home: string): Promise<string> {
  const server = await ensureDevServer({ home, log: say, keepRunning: true });
  await server.release();
  return `running at ${server.address}, pid ${server.pid}, until \`durable-mipro server stop\``;
}

async function stop(home: string): Promise<string> {
  const outcome = await stopServer(home);
  if (outcome.kind === 'in-use')
    return `left running: used by ${outcome.clientPids.map((pid) => `pid ${pid}`).join(', ')}`;
  return outcome.kind === 'stopped' ? 'stopped' : 'was not running';
}
