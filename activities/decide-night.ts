import type { Example } from '../domain/example.ts';
import { InvalidRequest } from '../domain/errors.ts';
import type { PromotionDecision, ScoredPair, SideMeasures } from '../domain/promotion.ts';
import { decidePromotion } from '../optimizer/promotion/decide-promotion.ts';
import { takeLook } from '../optimizer/promotion/take-look.ts';
import type { DecideNightInput, Expense, HoldoutSide } from './contract-of-nights.ts';
import type { Dependencies, LoadedTask } from './dependencies.ts';
import { thaw } from './frozen-data.ts';
import { kindOfError } from './kind-of-error.ts';
import { refuseOtherCode, registeredTask } from './require-task.ts';

/** The look is written down before anything is compared: looking is what costs. */
export async function decideNight(deps: Dependencies, input: DecideNightInput): Promise<PromotionDecision> {
  const task = await registeredTask(deps, input.task);
  refuseOtherCode(task, input.code);
  const pairs = await scoredPairs(deps, task, input);
  const { gate } = task.nightly;
  const look = await takeLook(deps.champions, gate, {
    task: task.name,
    lookId: input.nightId,
    nowMs: Date.now(),
  });
  const { expenses } = input;
  const scores = {
    pairs,
    champion: measures(input.champion, expenses?.champion),
    challenger: measures(input.challenger, expenses?.challenger),
  };
  return decidePromotion(scores, gate, look.alpha);
}

async function scoredPairs(
  deps: Dependencies,
  task: LoadedTask,
  { holdout, champion, challenger }: DecideNightInput,
): Promise<ScoredPair[]> {
  const rows = await thaw(deps.artifacts, holdout);
  return rows.map(({ example }, row) => {
    const [before, after] = [champion.scores[row], challenger.scores[row]];
    if (before === undefined || after === undefined)
      throw new Error(`Row ${row} of the holdout was not scored on both sides.`);
    return { champion: before, challenger: after, slices: slicesOf(task, example) };
  });
}

/** @throws InvalidRequest when the user's function fails */
function slicesOf({ name, nightly }: LoadedTask, example: Example): readonly string[] {
  try {
    return nightly.slices?.(example) ?? [];
  } catch (error) {
    throw new InvalidRequest(`nightly.slices of the task ${name} failed with ${kindOfError(error)}`);
  }
}

const NOT_MEASURED: Expense = { costPerCallUsd: null, latencyMs: null };

function measures({ metrics }: HoldoutSide, expense = NOT_MEASURED): SideMeasures {
  return { ...expense, metrics };
}
