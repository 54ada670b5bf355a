/** One worker of a measured fleet. Argument: the model's address. Prints a line once it serves; SIGTERM ends it. */
import { once } from 'node:events';
import { connect, homeDirectory } from 'durable-mipro/client';
import { runWorker } from 'durable-mipro/worker';
import { fleetSource } from './fleet-task.ts';

const home = homeDirectory();
const told = once(process, 'SIGTERM');
const connected = await connect({ home, log: () => {} });
const { namespace } = connected;
const tasks = [await fleetSource(process.argv[2] ?? '')];
const worker = await runWorker({ connection: await connected.connectWorker(), namespace, tasks, home });
process.stdout.write('serving\n');
await told;
await worker.shutdown();
await connected.release();
