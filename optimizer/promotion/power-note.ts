import type { PowerNote, ScoredPair } from '../../domain/promotion.ts';
import { gainPower } from './gain-power.ts';
import { mcnemarPower } from './mcnemar-power.ts';

/** A usual share of rows on which two prompts of one program differ. */
const USUAL_DISCORDANCE = 0.2;
/** With fewer differing rows their share says little. */
const ENOUGH_DIFFERING = 10;
const MOST_ROWS = 1_000_000;
const GAIN_STEPS = 1000;

export interface PowerWish {
  readonly alpha: number;
  readonly effect: number;
  readonly power: number;
}

/** How far the scores of the two differ from row to row, and how often. */
interface Spread {
  readonly isBinary: boolean;
  readonly discordance: number;
  readonly deviation: number;
  readonly from: PowerNote['spreadFrom'];
}

/**
 * What a holdout can tell, and how many rows it would need: exact for binary metrics, by the normal approximation
 * otherwise. Before anything is scored, `pairs` is null, and a usual spread is assumed. Pure.
 */
export function powerNote(
  rows: number,
  wish: PowerWish,
  pairs: readonly ScoredPair[] | null = null,
): PowerNote {
  const spread = spreadOf(pairs);
  const powerAt = (count: number, gain: number): number =>
    spread.isBinary
      ? mcnemarPower(count, { alpha: wish.alpha, gain, discordance: spread.discordance })
      : gainPower(count, { alpha: wish.alpha, gain, deviation: spread.deviation });
  const detectableGain = leastGain((gain) => powerAt(rows, gain) >= wish.power);
  const rowsNeeded = leastRows((count) => powerAt(count, wish.effect) >= wish.power);
  const note = { rows, ...wish, detectableGain, rowsNeeded, enough: rows >= rowsNeeded };
  return { ...note, spreadFrom: spread.from, text: inWords(note, spread) };
}

function spreadOf(pairs: readonly ScoredPair[] | null): Spread {
  const differences = (pairs ?? []).map(({ champion, challenger }) => challenger - champion);
  const differing = differences.filter((difference) => difference !== 0);
  const isBinary = (pairs ?? []).every(isBinaryPair);
  if (differing.length < ENOUGH_DIFFERING) {
    const discordance = USUAL_DISCORDANCE;
    return { isBinary, discordance, deviation: Math.sqrt(discordance), from: 'assumed' };
  }
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
  const squares = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0);
  return {
    isBinary,
    discordance: differing.length / differences.length,
    deviation: Math.sqrt(squares / (differences.length - 1)),
    from: 'holdout',
  };
}

/** True when both scores are 0 or 1. Pure. */
export function isBinaryPair({ champion, challenger }: ScoredPair): boolean {
  return (champion === 0 || champion === 1) && (challenger === 0 || challenger === 1);
}

/** In steps of a tenth of a point; null when not even a gain of 1 is found. */
function leastGain(isFound: (gain: number) => boolean): number | null {
  if (!isFound(1)) return null;
  return leastWhole(1, GAIN_STEPS, (step) => isFound(step / GAIN_STEPS)) / GAIN_STEPS;
}

function leastRows(isEnough: (rows: number) => boolean): number {
  let high = 8;
  while (high < MOST_ROWS && !isEnough(high)) high *= 2;
  return leastWhole(1, high, isEnough);
}

/** By halving. The exact test's power falls a little at some counts: the answer is the border that halving meets. */
function leastWhole(from: number, to: number, isEnough: (count: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}

type Facts = Omit<PowerNote, 'spreadFrom' | 'text'>;

function inWords(facts: Facts, spread: Spread): string {
  const { rows, alpha, power, detectableGain, effect, rowsNeeded } = facts;
  const chance = `with a chance of ${percent(power)} at alpha ${shortNumber(alpha)}`;
  const finds =
    detectableGain === null
      ? `${rowCount(rows)} can find no gain at all ${chance}`
      : `${rowCount(rows)} find a gain of ${points(detectableGain)} or more ${chance}`;
  const basis =
    spread.from === 'holdout'
      ? 'as the two differ here'
      : `if they differ on ${percent(spread.discordance)} of the rows`;
  return `${finds}; to find ${points(effect)} takes ${rowCount(rowsNeeded)} (${basis}).`;
}

/** A share in points, as a text. Pure. */
export function points(share: number): string {
  return `${shortNumber(share * 100)} points`;
}

/** Pure. */
export function rowCount(rows: number): string {
  return rows === 1 ? '1 holdout row' : `${rows} holdout rows`;
}

/** Up to three significant digits, with an exponent below a thousandth. Pure. */
export function shortNumber(value: number): string {
  const isTiny = value !== 0 && Math.abs(value) < 0.001;
  return isTiny ? value.toExponential(2) : String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${shortNumber(share * 100)} %`;
}
