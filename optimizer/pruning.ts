/**
 * Breaks off the scoring of trials whose rest cannot matter. A trial of which some examples are scored lies between
 * two bounds; a decision needs no more than to know who is in front, and that is often certain long before the last
 * example. What was broken off is taken up again when a later decision needs it, so that every choice of the search is
 * the one it would have made had it scored everything.
 */
import { percentOf, percentOfSum } from '../domain/percent.ts';
import type { FinishedTrial } from '../domain/trial.ts';

/** Some trials that are judged together by the mean of their percents. Of equals the lower place is in front. */
export interface Contestant {
  readonly low: number;
  readonly high: number;
  readonly place: number;
  readonly trials: readonly FinishedTrial[];
}

/** How many more examples of a trial are to be scored. */
export interface Continuation {
  readonly number: number;
  readonly cells: number;
}

/** Far below a hundredth of a percent and far above the noise of a sum's last bits. */
const NOISE = 1e-9;

/**
 * Of its examples, the share on which a trial is scored before it is compared. A front-runner needs more, since it is
 * compared with the best. Larger shares cost calls, smaller ones rounds; compared with `npm run bench:pruning`.
 */
const FIRST_SHARE = { sampled: 1 / 3, frontRunner: 1 / 2 } as const;

/** How many of its examples a new trial is scored on first. Pure. */
export function firstCells(planned: number, kind: keyof typeof FIRST_SHARE): number {
  return Math.ceil(planned * FIRST_SHARE[kind]);
}

/** The bounds of the mean percent of some trials, with scores from 0 to 1; both are exact when none is open. Pure. */
export function contestant(trials: readonly FinishedTrial[], place: number): Contestant {
  return { low: mean(trials.map(lowest)), high: mean(trials.map(highest)), place, trials };
}

/** True when trials can be bounded: no score beyond 0 to 1 was seen. Pure. */
export function areBounded(trials: readonly FinishedTrial[]): boolean {
  return trials.every(({ beyond }) => beyond !== true);
}

/** Those who may still be among the first `count`: all but the ones with so many certainly before them. Pure. */
export function contenders(all: readonly Contestant[], count: number): Contestant[] {
  const byLow = all.toSorted((a, b) => b.low - a.low || a.place - b.place);
  return all.filter((each) => {
    let before = 0;
    for (const other of byLow) {
      if (other.low < each.high || before === count) break;
      if (other.low > each.high || other.place < each.place) before += 1;
    }
    return before < count;
  });
}

/**
 * What to score on so that it becomes certain who the first `count` are; nothing when it is. Whoever is expected among
 * them is scored to the end, which raises the bar; of each other so many examples as will put it below the bar if it
 * goes on as it began. Pure.
 */
export function toSettle(all: readonly Contestant[], count: number): Continuation[] {
  const open = contenders(all, count);
  if (open.length <= count) return [];
  const bar = open.map(({ trials }) => expected(trials)).toSorted((a, b) => b - a)[count - 1] ?? 0;
  const some = open.flatMap((each) => scoreOn(each, bar));
  return some.length > 0 ? some : open.flatMap(({ trials }) => toTheEnd(trials));
}

/** What to score on so that the first is certain, and its own score known. Pure. */
export function toKnowFirst(all: readonly Contestant[]): Continuation[] {
  const next = toSettle(all, 1);
  return next.length > 0 ? next : contenders(all, 1).flatMap(({ trials }) => toTheEnd(trials));
}

/** What is left of all open trials. Pure. */
export function toTheEnd(trials: readonly FinishedTrial[]): Continuation[] {
  return trials.flatMap(({ number, cells, open }) =>
    open === undefined ? [] : [{ number, cells: open.planned - cells }],
  );
}

function scoreOn({ trials, high }: Contestant, bar: number): Continuation[] {
  if (expected(trials) >= bar) return toTheEnd(trials);
  const [first] = toTheEnd(trials);
  const trial = trials.find(({ number }) => number === first?.number);
  if (first === undefined || trial?.open === undefined || high < bar) return [];
  const { planned } = trial.open;
  const misses = Math.floor(((high - bar) / 100) * planned * trials.length) + 1;
  const missRate = Math.max(1 - trial.score, 1 / planned);
  return [{ number: first.number, cells: Math.min(first.cells, Math.ceil(misses / missRate)) }];
}

function expected(trials: readonly FinishedTrial[]): number {
  return mean(trials.map(({ score }) => percentOf(score)));
}

function lowest({ score, open }: FinishedTrial): number {
  return open === undefined ? percentOf(score) : percentOfSum(open.points - NOISE, open.planned);
}

function highest({ score, cells, open }: FinishedTrial): number {
  if (open === undefined) return percentOf(score);
  return percentOfSum(open.points + open.planned - cells + NOISE, open.planned);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
