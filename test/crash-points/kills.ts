import type { Kind, Surroundings } from './kind.ts';
import { outcomeOf } from './model-faults.ts';
import { NUM_THREADS, worldOf } from './small-run.ts';
import { startCommand } from './start-command.ts';
import type { Undisturbed } from './undisturbed.ts';

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
