import type { Expenses, MeasureExpensesInput } from './contract-of-nights.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { thaw } from './frozen-data.ts';
import { modelWork } from './model-work.ts';
import { PRIORITY } from './program-slots.ts';
import { registeredTask } from './require-task.ts';
import { storedCosts } from './stored-costs.ts';
import { timedSides } from './timed-sides.ts';

const NOT_MEASURED = { champion: null, challenger: null };

/** Measures what the guards ask for: costs by stored answers, times by new calls, which are paid for. */
export async function measureExpenses(deps: Dependencies, input: MeasureExpensesInput): Promise<Expenses> {
  const { run, kinds } = input;
  const job = { run, stage: 'latency', model: ({ lm }: LoadedTask) => lm };
  return modelWork(deps, job, async ({ task, signal }) => {
    const variant = { ...input.variant, program: input.challenger };
    const sides = { champion: task, challenger: await registeredTask(deps, run.task, variant) };
    const rows = (await thaw(deps.artifacts, input.holdout)).map(({ example }) => example);
    const costs = kinds.includes('cost-per-call') ? await storedCosts(deps, sides, rows) : NOT_MEASURED;
    const slot = { runId: run.runId, limit: run.numThreads, priority: PRIORITY.baseline, signal };
    const times = kinds.includes('latency')
      ? await timedSides(sides, {
          rows,
          userCode: deps.userCode,
          nowMs: () => performance.now(),
          inSlot: (work) => deps.slots.run(slot, work),
        })
      : NOT_MEASURED;
    const of = (side: keyof typeof sides) => ({ costPerCallUsd: costs[side], latencyMs: times[side] });
    return { champion: of('champion'), challenger: of('challenger') };
  });
}
