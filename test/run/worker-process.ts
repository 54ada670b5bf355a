import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { Lab } from './lab.ts';

const CLI = fileURLToPath(new URL('../../client/cli.ts', import.meta.url));

export interface WorkerPlace {
  /** Of the server; absent: that of the lab's home. */
  readonly address?: string;
  readonly binary?: string;
  readonly taskFile: string;
}

/** `durable-mipro worker` in a process of its own, once it serves the task file. */
export async function startWorker(
  lab: Lab,
  { address, binary, taskFile }: WorkerPlace,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--conditions=durable-mipro-source', CLI, 'worker', taskFile], {
    env: {
      ...process.env,
      ...(address !== undefined && { TEMPORAL_ADDRESS: address }),
      ...(binary !== undefined && { DURABLE_MIPRO_TEMPORAL_CLI: binary }),
      DURABLE_MIPRO_HOME: lab.home,
      DURABLE_MIPRO_WORKFLOW_BUNDLE: inject('workflowBundlePath') ?? '',
      FLEET_TASK: lab.name,
      FLEET_MODEL: lab.model.url,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const serving = new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes('serving')) resolve();
    });
    child.once('exit', () => reject(new Error(`The worker ended: ${said}`)));
  });
  await serving;
  return child;
}
