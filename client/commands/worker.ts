import { homeDirectory } from '../../stores/home.ts';
import { startOptimizerWorker } from '../../workers/optimizer-worker.ts';
import { connectTemporal } from '../connection.ts';
import { onInterrupt } from '../interrupt.ts';
import { loadTaskFiles } from '../task-file.ts';

const log = (line: string) => process.stderr.write(`${line}\n`);

/** `durable-mipro worker`: serves tasks until it is told to stop. */
export async function workerCommand(
  files: readonly string[],
  { json }: { readonly json?: boolean },
): Promise<void> {
  const tell = (event: 'serving' | 'stopped', facts: object = {}) => {
    if (json) process.stdout.write(`${JSON.stringify({ schema: 1, event, ...facts })}\n`);
  };
  const tasks = await loadTaskFiles(files);
  const home = homeDirectory();
  const interrupt = onInterrupt();
  const connected = await connectTemporal({ home, log });
  try {
    const { address, namespace } = connected;
    const names = tasks.map(({ task }) => task.name);
    const connection = await connected.connectWorker();
    const worker = await startOptimizerWorker({ connection, namespace, tasks, home });
    log(`serving ${names.join(', ')} on ${address}; Ctrl-C stops`);
    tell('serving', { tasks: names, address, namespace });
    if (interrupt.signal.aborted) void worker.shutdown();
    interrupt.signal.addEventListener('abort', () => void worker.shutdown(), { once: true });
    await worker.finished;
    tell('stopped');
  } finally {
    interrupt.stop();
    await connected.release();
  }
}
