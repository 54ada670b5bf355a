import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Kind, Surroundings } from './kind.ts';
import { outcomeOf } from './model-faults.ts';
import { NUM_THREADS, worldOf, type World } from './small-run.ts';
import type { Undisturbed } from './undisturbed.ts';

const COMMAND = fileURLToPath(new URL('command-process.ts', import.meta.url));

/** Worker and client are killed while the k-th request is under way; then the same command is given again. */
export function kills({ address, open }: Surroundings, calm: Undisturbed): Kind {
  return {
    name: 'model call: worker killed during it',
    points: calm.requests,
    mayRepeat: NUM_THREADS,
    at: async (point) => {
      const world = worldOf(await open(), address);
      const reached = world.model.holdFrom(point);
      const doomed = startCommand(world);
      await Promise.race([reached, doomed.ended]);
      doomed.kill();
      await doomed.ended;
      world.model.release();
      return outcomeOf(world, calm, { program: await startCommand(world).ended, by: 'the command again' });
    },
  };
}

/** Both times in a process of its own: a test runner changes the text of code, from which a run knows its task. */
function startCommand({ address, model, name, home }: World): { ended: Promise<string>; kill(): void } {
  const child = spawn(
    process.execPath,
    ['--conditions=durable-mipro-source', COMMAND, address, model.url, name, home],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => void (printed += chunk.toString()));
  return {
    ended: new Promise((resolve) => child.once('close', () => resolve(printed))),
    kill: () => void child.kill('SIGKILL'),
  };
}
