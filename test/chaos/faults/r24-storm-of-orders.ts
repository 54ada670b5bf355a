import { setTimeout as wait } from 'node:timers/promises';
import { giveOrder } from '../../../client/give-order.ts';
import { runIdOf } from '../../../domain/task-queue.ts';
import { RunFolders } from '../../../stores/run-folders.ts';
import { withServerOf } from '../../crash/home-server.ts';
import type { ChaosFault } from '../fault.ts';
import type { Arena } from '../arena.ts';

const ORDERS = 200;
/** Of the run's questions: the storm is over before the run is. */
const LAST_SHARE = 0.8;
const LONGEST_BETWEEN_MS = 60;
/** Longer than the grace after which a paused run must be silent. */
const LONG_PAUSE_MS = 3_500;

export const stormOfOrders: ChaosFault = {
  id: 'R24',
  title: 'pauses and resumes in random order, in every phase',
  scaled: 'up to 200',
  crew: ({ binary, props }) => {
    props.set('binary', binary);
    return { model: { latencyMs: 150, jitterMs: 75 } };
  },
  inject: async (arena) => {
    await arena.untilShare(0.01);
    const binary = arena.props.get('binary') as string;
    await withServerOf({ home: arena.crew.home, binary }, async ({ workflow }) => {
      const runId = await onlyRunOf(arena);
      const tell = (name: 'pause' | 'resume') => giveOrder(workflow, runId, { name });
      const isLate = () => arena.crew.model.stats().uniqueRequests > LAST_SHARE * arena.calm.requests;
      for (let order = 0; order < ORDERS && !isLate(); order += 1) {
        arena.notes.set('orders', 2 * (order + 1));
        await tell(arena.chance.below(2) === 0 ? 'pause' : 'resume');
        if (order % 40 === 39) {
          await tell('pause');
          await wait(LONG_PAUSE_MS);
        }
        await tell('resume');
        await wait(arena.chance.below(LONGEST_BETWEEN_MS));
      }
    });
  },
};

async function onlyRunOf({ crew }: Arena): Promise<string> {
  for (;;) {
    const [run] = await new RunFolders(crew.home).list();
    if (run !== undefined) return runIdOf(run.task, run.specHash);
    await wait(50);
  }
}
