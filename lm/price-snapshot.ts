import type { Price } from './prices.ts';

/** When the list below was put together. Prices change: give the `price` option when yours differs. */
export const SNAPSHOT_DATE = '2026-11-24';

function price(inputUsd: number, cachedInputUsd: number, outputUsd: number): Price {
  return { inputUsd, cachedInputUsd, outputUsd };
}

/**
 * Standard tier, short context, US dollars per million tokens: input, cached input, output. Models whose published
 * prices could not be confirmed are left out.
 */
export const PRICES: { readonly [id: string]: Price } = {
  'openai/gpt-6.1-sol': price(2, 0.1, 10),
  'openai/gpt-6.1-terra': price(1, 0.05, 5),
  'openai/gpt-6-astra': price(10, 1, 50),
  'openai/gpt-6-sol': price(2, 0.2, 10),
  'openai/gpt-6-luna': price(0.1, 0.01, 0.5),
  'openai/gpt-5.6-terra': price(2, 0.2, 12),
  'openai/gpt-5.6-luna': price(0.2, 0.02, 1.2),
  'openai/gpt-5.5': price(5, 0.5, 30),
  'openai/gpt-5.4': price(2.5, 0.25, 15),
  'openai/gpt-5.4-mini': price(0.75, 0.075, 4.5),
  'openai/gpt-5.4-nano': price(0.2, 0.02, 1.25),
  'openai/gpt-5.2': price(1.75, 0.175, 14),
  'openai/gpt-5.1': price(1.25, 0.125, 10),
  'openai/gpt-5': price(1.25, 0.125, 10),
  'openai/gpt-5-mini': price(0.25, 0.025, 2),
  'openai/gpt-5-nano': price(0.05, 0.005, 0.4),
  'openai/gpt-4.1': price(2, 0.5, 8),
  'openai/gpt-4.1-mini': price(0.4, 0.1, 1.6),
  'openai/gpt-4.1-nano': price(0.1, 0.025, 0.4),
  'openai/gpt-4o': price(2.5, 1.25, 10),
  'openai/gpt-4o-mini': price(0.15, 0.075, 0.6),
  'openai/o3': price(2, 0.5, 8),
  'openai/o3-mini': price(1.1, 0.55, 4.4),
  'openai/o4-mini': price(1.1, 0.275, 4.4),
};
