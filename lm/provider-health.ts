import type { LanguageModel } from './language-model.ts';
import type { LimiterHealth } from './limiter.ts';
import { LM } from './lm.ts';

/** How the model's server has been answering this process; null for models that are no `LM`. */
export function providerHealth(lm: LanguageModel): LimiterHealth | null {
  return lm instanceof LM ? lm.health : null;
}

/** False when a cap in dollars could not be kept. Models that are no `LM` report their own cost: taken as known. */
export function priceKnown(lm: LanguageModel): boolean {
  return lm instanceof LM ? lm.price !== undefined : true;
}
