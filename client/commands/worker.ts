import { homeDirectory } from '../../stores/home.ts';
import { startOptimizerWorker } from '../../workers/optimizer-worker.ts';
import { connectTemporal } from '../connection.ts';
import { onInterrupt } from '../interrupt.ts';
import { loadTaskFile } from '../task-file.ts';

const log = (line: string) => process.stderr.write(`${line}\n`);

/** `durable-mipro worker`: serves tasks until it is told to stop. */
export async function workerCommand(files: readonly string[]): Promise<void> {
  const tasks = await Promise.all(files.map(loadTaskFile));
  const home = homeDirectory();
  const interrupt = onInterrupt();
  const connected = await connectTemporal({ home, log });
  try {
    const connection = await connected.connectWorker();
    const worker = await startOptimizerWorker({ connection, namespace: connected.namespace, tasks, home });
    log(`serving ${tasks.map(({ task }) => task.name).join(', ')} on ${connected.address}; Ctrl-C stops`);
    interrupt.signal.addEventListener('abort', () => void worker.shutdown(), { once: true });
    await worker.finished;
  } finally {
    interrupt.stop();
    await connected.release();
  }
}
