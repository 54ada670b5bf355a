import type { FaultKind } from '../../lm/practice/fault.ts';
import type { Kind, Outcome, Surroundings } from './kind.ts';
import { anonymous, command, repeated, until, worldOf, type World } from './small-run.ts';
import type { Undisturbed } from './undisturbed.ts';

/** The k-th answer is cut off in its middle: tried again in place, and possibly paid for twice. */
export function cutAnswers({ address, open }: Surroundings, calm: Undisturbed): Kind {
  return {
    name: 'model call: answer cut off',
    points: calm.requests,
    mayRepeat: 1,
    at: async (point) => {
      const world = worldOf(await open({ faults: [{ at: point, kind: 'drop-in-body' }] }), address);
      return outcomeOf(world, calm, { program: await command(world), by: 'itself' });
    },
  };
}

/** From the k-th request on the provider fails until an activity has used up its tries and has failed. */
export function outages({ address, open }: Surroundings, calm: Undisturbed): Kind {
  return {
    name: 'model call: outage until the activity fails',
    points: calm.requests,
    mayRepeat: 0,
    at: async (point) => {
      const world = worldOf(await open({ faults: [{ at: { from: point }, kind: 'status500' }] }), address);
      const program = command(world);
      await Promise.race([program, anActivityFailed(world)]);
      world.model.setFaults([]);
      return outcomeOf(world, calm, { program: await program, by: 'itself' });
    },
  };
}

async function anActivityFailed(world: World): Promise<void> {
  const prefix = `mipro/${world.name}/`;
  await until('an activity has failed', async () => {
    for await (const { workflowId } of world.client.workflow.list({
      query: `WorkflowId STARTS_WITH "${prefix}"`,
    })) {
      const { raw } = await world.client.workflow.getHandle(workflowId).describe();
      if (raw.pendingActivities?.some(({ attempt }) => (attempt ?? 0) > 1)) return true;
    }
    return false;
  });
}

/** The k-th request is refused for its key: the run blocks, and goes on when the same command is given again. */
export function refusedKeys({ address, open }: Surroundings, calm: Undisturbed): Kind {
  return {
    name: 'model call: key refused',
    points: calm.requests,
    mayRepeat: 0,
    at: async (point) => {
      const kind: FaultKind = 'status401';
      const world = worldOf(await open({ faults: [{ at: { from: point }, kind }] }), address);
      const first = await command(world).catch((error: unknown) => error);
      const isBlocked = first instanceof Error && first.name === 'RunBlocked';
      world.model.setFaults([]);
      const program = await command(world);
      const outcome = outcomeOf(world, calm, { program, by: 'the command again' });
      return isBlocked ? outcome : { ...outcome, wrong: `expected a block, got ${String(first)}` };
    },
  };
}

export function outcomeOf(
  world: World,
  calm: Undisturbed,
  { program, by }: { program: string; by: Outcome['by'] },
): Outcome {
  return { same: anonymous(program, world) === calm.program, repeated: repeated(world.model), by };
}
