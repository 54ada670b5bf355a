import type { GuardResult, Reason, TestResult } from '../../domain/promotion.ts';
import { points, rowCount, shortNumber } from './power-note.ts';

/** Sentences for people; numbers and names only. */

export function gainReason({ gain, pValue, lowerBound, confidence }: TestResult, alpha: number): Reason {
  return {
    kind: 'significant-gain',
    text:
      `Promoted because the challenger is better by ${points(gain)}: p = ${shortNumber(pValue)} is below alpha = ${shortNumber(alpha)}, ` +
      `and with ${shortNumber(confidence * 100)} % confidence the gain is above ${points(lowerBound)}.`,
  };
}

export function notSignificant({ gain, pValue, better, worse }: TestResult, alpha: number): Reason {
  return {
    kind: 'not-significant',
    text:
      `Kept because a difference of ${points(gain)} (${better} rows better, ${worse} worse) may be chance: ` +
      `p = ${shortNumber(pValue)} is not below alpha = ${shortNumber(alpha)}.`,
  };
}

export function gainTooSmall({ lowerBound, confidence }: TestResult, minGain: number): Reason {
  return {
    kind: 'gain-below-minimum',
    text:
      `Kept because with ${shortNumber(confidence * 100)} % confidence the gain is only above ${points(lowerBound)}, ` +
      `which does not exceed minGain = ${points(minGain)}.`,
  };
}

export function alphaSpent(): Reason {
  return {
    kind: 'alpha-spent',
    text: 'Kept because this look may spend nothing: the one before it was at the same time. Look again tomorrow.',
  };
}

export function noDifference(rows: number): Reason {
  return {
    kind: 'no-difference',
    text: `Kept because champion and challenger score the same on each of ${rowCount(rows)}.`,
  };
}

export function holdoutEmpty(): Reason {
  return {
    kind: 'holdout-empty',
    text: 'Kept because the holdout has no rows: raise its share or add data.',
  };
}

export function holdoutTooSmall(rows: number, alpha: number): Reason {
  return {
    kind: 'holdout-too-small',
    text:
      `Kept because ${rowCount(rows)} could not reach alpha = ${shortNumber(alpha)} even if the challenger were better on every one: ` +
      `it takes at least ${Math.floor(-Math.log2(alpha)) + 1}.`,
  };
}

export function guardReason({ guard, champion, challenger, verdict }: GuardResult): Reason {
  const what = 'name' in guard ? `${guard.kind} ${guard.name}` : guard.kind;
  if (verdict === 'unmeasured') {
    return {
      kind: 'guard-unmeasured',
      text: `Kept because the guard ${what} could not be measured on ${challenger === null ? 'the challenger' : 'the champion'}.`,
    };
  }
  const limits = Object.entries(guard).filter(([name]) => name !== 'kind' && name !== 'name');
  const allowed = limits.map(([name, limit]) => `${name} ${shortNumber(Number(limit))}`).join(', ');
  return {
    kind: 'guard-fails',
    text: `Kept because of the guard ${what}: ${shortNumber(champion ?? Number.NaN)} before, ${shortNumber(challenger ?? Number.NaN)} now, allowed is ${allowed}.`,
  };
}
