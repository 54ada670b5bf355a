import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { World } from './small-run.ts';

const COMMAND = fileURLToPath(new URL('command-process.ts', import.meta.url));

export interface CommandUnderWay {
  /** The program that it printed; nothing when it was killed. */
  readonly ended: Promise<string>;
  kill(): void;
}

/**
 * The command in a process of its own. Such processes know each other's runs, and not those of a test: its runner changes
 * the text of code, from which a run knows its task.
 */
export function startCommand({ address, model, name, home }: World): CommandUnderWay {
  const child = spawn(
    process.execPath,
    ['--conditions=durable-mipro-source', COMMAND, address, model.url, name, home],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => void (printed += chunk.toString()));
  return {
    ended: new Promise((resolve) => child.once('close', () => resolve(printed))),
    kill: () => void child.kill('SIGKILL'),
  };
}
