import { homeDirectory } from '../../stores/home.ts';
import { startOptimizerWorker } from '../../workers/optimizer-worker.ts';
import { workerVersionOf, type WorkerVersion } from '../../workers/worker-version.ts';
import { connectTemporal } from '../connection.ts';
import { onInterrupt } from '../interrupt.ts';
import { loadTaskFiles } from '../task-file.ts';
import { printJson, say } from '../show/print.ts';

export interface WorkerFlags {
  readonly deployment?: string;
  readonly build?: string;
  readonly json?: boolean;
}

/** `durable-mipro worker`: serves tasks until it is told to stop. */
export async function workerCommand(files: readonly string[], flags: WorkerFlags): Promise<void> {
  const tell = (event: 'serving' | 'stopped', facts: object = {}) => {
    if (flags.json) printJson({ schema: 1, event, ...facts });
  };
  const version = workerVersionOf(flags);
  const tasks = await loadTaskFiles(files);
  const home = homeDirectory();
  const interrupt = onInterrupt();
  const connected = await connectTemporal({ home, log: say });
  try {
    const { address, namespace } = connected;
    const names = tasks.map(({ task }) => task.name);
    const connection = await connected.connectWorker();
    const worker = await startOptimizerWorker({
      connection,
      namespace,
      tasks,
      home,
      ...(version && { version }),
    });
    say(`serving ${names.join(', ')} on ${address}${version ? asBuild(version) : ''}; Ctrl-C stops`);
    tell('serving', { tasks: names, address, namespace, ...version });
    if (interrupt.signal.aborted) void worker.shutdown();
    interrupt.signal.addEventListener('abort', () => void worker.shutdown(), { once: true });
    await worker.finished;
    tell('stopped');
  } finally {
    interrupt.stop();
    await connected.release();
  }
}

/** A versioned worker that nobody makes current looks like one that works and gets nothing. */
function asBuild({ deploymentName, buildId }: WorkerVersion): string {
  return (
    ` as build ${buildId} of ${deploymentName}, which gets new runs once it is current ` +
    `(temporal worker deployment set-current-version --deployment-name ${deploymentName} --build-id ${buildId})`
  );
}
