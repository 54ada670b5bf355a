import type { LoadedTask } from '../activities/dependencies.ts';
import type { Budget } from '../domain/budget.ts';
import { InvalidRequest } from '../domain/errors.ts';
import { LM } from '../lm/lm.ts';
import { priceKnown } from '../lm/provider-health.ts';

/**
 * Looks for what would stop every call: a missing key, a dollar cap without a price.
 * @throws InvalidRequest before anything is started or paid
 */
export function checkModels({ lm, promptLm, teacherLm }: LoadedTask, budget: Budget): void {
  for (const model of new Set([lm, promptLm, teacherLm])) {
    if (model instanceof LM) model.check();
    if (budget.maxCostUsd !== undefined && !priceKnown(model)) {
      throw new InvalidRequest(
        `budget.maxCostUsd needs the price of every model, and that of ${model.id} is not known. ` +
          'Give it one: new LM(name, { price: { inputUsd, outputUsd } }) in dollars per million tokens; or cap calls with maxLmCalls.',
      );
    }
  }
}
