import type { LoadedTask } from '../activities/dependencies.ts';
import type { Budget } from '../domain/budget.ts';
import { InvalidRequest } from '../domain/errors.ts';
import type { LanguageModel } from '../lm/language-model.ts';

interface Checkable {
  check(): void;
  readonly priceKnown: boolean;
}

function isCheckable(model: LanguageModel): model is LanguageModel & Checkable {
  return 'check' in model && typeof model.check === 'function';
}

/**
 * Looks for what would stop every call: a missing key, an address that is not allowed, a dollar cap without a price.
 * @throws InvalidRequest before anything is started or paid
 */
export function checkModels({ lm, promptLm, teacherLm }: LoadedTask, budget: Budget): void {
  for (const model of new Set([lm, promptLm, teacherLm])) {
    if (!isCheckable(model)) continue;
    model.check();
    if (budget.maxCostUsd !== undefined && !model.priceKnown) {
      throw new InvalidRequest(
        `budget.maxCostUsd needs the price of every model, and that of ${model.id} is not known. ` +
          'Give it one: new LM(name, { price: { inputUsd, outputUsd } }) in dollars per million tokens; or cap calls with maxLmCalls.',
      );
    }
  }
}
