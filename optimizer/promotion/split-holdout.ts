import { canonicalJson } from '../../domain/canonical-json.ts';
import { InvalidRequest } from '../../domain/errors.ts';
import type { HoldoutPart, SplitRatios } from '../../domain/promotion.ts';
import { rng } from '../rng.ts';

export const SPLIT_DEFAULTS: SplitRatios = { train: 0.2, validation: 0.4, holdout: 0.4 };

const ROUNDING = 1e-9;

/** Positions of the rows in each part, in the order of the data. */
export type HoldoutSplit = { readonly [part in HoldoutPart]: readonly number[] };

/**
 * The part that a row is in, by a hash of its input fields alone: it does not depend on other rows, so that a row stays
 * where it is when data is added or taken away, rows with equal inputs are together, and a corrected label moves nothing.
 * With a smaller share of the holdout, its rows go to validation before any goes to train. Pure.
 *
 * @param inputs the example's input fields: plain JSON
 */
export function partOf(inputs: unknown, ratios: SplitRatios): HoldoutPart {
  const place = rng(0, `promotion split ${canonicalJson(inputs)}`, 0).unit();
  if (place < ratios.holdout) return 'holdout';
  return place < ratios.holdout + ratios.validation ? 'validation' : 'train';
}

/** Splits rows by `partOf`. Pure. @throws InvalidRequest when the ratios are no shares that add up to 1 */
export function splitHoldout(rows: readonly unknown[], ratios: SplitRatios = SPLIT_DEFAULTS): HoldoutSplit {
  checkRatios(ratios);
  const split: { [part in HoldoutPart]: number[] } = { train: [], validation: [], holdout: [] };
  for (const [position, inputs] of rows.entries()) split[partOf(inputs, ratios)].push(position);
  return split;
}

function checkRatios({ train, validation, holdout }: SplitRatios): void {
  const shares = [train, validation, holdout];
  const sum = train + validation + holdout;
  if (shares.every((share) => share > 0) && Math.abs(sum - 1) < ROUNDING) return;
  throw new InvalidRequest(
    `The shares of train, validation and holdout must be above 0 and add up to 1; got ${shares.join(', ')}.`,
  );
}
