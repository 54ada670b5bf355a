import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Kind, Surroundings } from './kind.ts';
import { outcomeOf } from './model-faults.ts';
import { command, NUM_THREADS, worldOf, type World } from './small-run.ts';
import type { Undisturbed } from './undisturbed.ts';

const DOOMED = fileURLToPath(new URL('doomed-command-process.ts', import.meta.url));

/** Worker and client are killed while the k-th request is under way; then the same command is given again. */
export function kills({ address, open }: Surroundings, calm: Undisturbed): Kind {
  return {
    name: 'model call: worker killed during it',
    points: calm.requests,
    mayRepeat: NUM_THREADS,
    at: async (point) => {
      const world = worldOf(await open(), address);
      const reached = world.model.holdFrom(point);
      const doomed = startDoomed(world);
      await Promise.race([reached, doomed.ended]);
      doomed.kill();
      await doomed.ended;
      world.model.release();
      return outcomeOf(world, calm, { program: await command(world), by: 'the command again' });
    },
  };
}

function startDoomed({ address, model, name, home }: World): { ended: Promise<void>; kill(): void } {
  const child = spawn(
    process.execPath,
    ['--conditions=durable-mipro-source', DOOMED, address, model.url, name, home],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return {
    ended: new Promise((resolve) => child.once('close', () => resolve())),
    kill: () => void child.kill('SIGKILL'),
  };
}
