import type { Choices } from '../../domain/candidate.ts';
import { positionSet, type PositionSet } from '../../domain/position-set.ts';
import type { Score } from '../../domain/score.ts';
import type { RunSettings, RunSizes } from '../../domain/settings.ts';
import type { FinishedTrial, SuggestedTrial } from '../../domain/trial.ts';
import { nextStep, type NextStep } from '../../optimizer/schedule.ts';
import type { ChoiceCounts } from '../../optimizer/search-space.ts';
import { suggestWave, type WaveInput } from '../../optimizer/suggest-wave.ts';
import { cellsOf, firstOf, hardFirst, withScores, type NewTrial } from '../../optimizer/trial-scoring.ts';

export interface PlayedTrial extends FinishedTrial {
  /** Positions of its minibatch in the validation set; null for all of it. */
  readonly minibatch: readonly number[] | null;
}

export interface PlayedSearch {
  readonly trials: readonly PlayedTrial[];
  /** Pairs of combination and example that were scored, each counted once. */
  readonly cells: number;
  /** How many of them were new in each round after the unchanged program's; a round waits for all of its own. */
  readonly rounds: readonly number[];
}

export interface SearchGame {
  readonly settings: RunSettings;
  readonly sizes: RunSizes;
  readonly choiceCounts: readonly ChoiceCounts[];
  readonly defaultChoices: Choices;
  readonly scoreOf: (choices: Choices, position: number) => Score;
  /** Program calls in flight, to which rounds are filled up. @defaultValue not filled */
  readonly numThreads?: number;
  /** May put an equally good choice in place of the sampler's. */
  readonly settle?: (wave: WaveInput, suggested: SuggestedTrial) => SuggestedTrial;
}

type Part = { readonly cells: readonly number[] } & Pick<PlayedTrial, 'minibatch'>;

/** The search of a run without Temporal: the pure pieces that the workflow is made of, played to the end. */
export function playSearch(game: SearchGame): PlayedSearch {
  const { settings, sizes, numThreads } = game;
  const played: Played = { trials: [], scored: new Set(), hard: '' };
  const rounds: number[] = [];
  for (;;) {
    const step = nextStep({ sizes, ...settings, ...(numThreads && { numThreads }) }, played.trials);
    const before = played.scored.size;
    if (step.kind === 'finished') return { trials: played.trials, cells: played.scored.size, rounds };
    if (step.kind === 'baseline') scoreBaseline(game, played);
    if (step.kind === 'wave') scoreWave(game, played, step);
    if (step.kind === 'full-scoring') scoreFrontRunner(game, played, step);
    if (step.kind === 'score-on') scoreRest(game, played, step);
    if (step.kind !== 'baseline') rounds.push(played.scored.size - before);
  }
}

interface Played {
  readonly trials: PlayedTrial[];
  readonly scored: Set<string>;
  hard: PositionSet;
}

type Step<K extends NextStep['kind']> = Extract<NextStep, { kind: K }>;

function cellInput({ settings, sizes, choiceCounts }: SearchGame, { hard }: Played) {
  return { settings, sizes, predictors: choiceCounts.length, hard };
}

function score(game: SearchGame, played: Played, part: Part & { trial: NewTrial & Partial<FinishedTrial> }) {
  const { trial, cells, minibatch } = part;
  for (const cell of cells) played.scored.add(`${trial.key} ${cell}`);
  const scores = cells.map((cell) => game.scoreOf(trial.choices, cell));
  played.trials[trial.number] = { ...withScores(game, trial, scores), minibatch };
}

function scoreBaseline(game: SearchGame, played: Played) {
  const { sizes, defaultChoices: choices } = game;
  const cells = Array.from({ length: sizes.valCount }, (_, position) => position);
  const trial = { number: 0, choices, key: 'baseline', origin: 'default' } as const;
  score(game, played, { trial, cells, minibatch: null });
  const mean = played.trials[0]?.score ?? 0;
  played.hard = positionSet(cells.length, (position) => game.scoreOf(choices, position) < mean);
}

function scoreWave(game: SearchGame, played: Played, step: Step<'wave'>) {
  const { settings, sizes, choiceCounts, settle = (_, suggested) => suggested } = game;
  const { firstSampled: sampledTrials, count } = step;
  const wave = { settings, sizes, choiceCounts, finished: [...played.trials], sampledTrials, count };
  const begun = suggestWave(wave).map((each) => {
    const { minibatch, ...trial } = settle(wave, each);
    return begin(game, played, { trial, minibatch });
  });
  for (const part of begun) score(game, played, part);
}

function scoreFrontRunner(game: SearchGame, played: Played, step: Step<'full-scoring'>) {
  const { choices, key } = step.candidate;
  const trial = { number: step.number, choices, key, origin: 'full-scoring' } as const;
  score(game, played, begin(game, played, { trial, minibatch: null }));
}

function begin(
  game: SearchGame,
  played: Played,
  { trial, minibatch }: { trial: NewTrial } & Omit<Part, 'cells'>,
) {
  const input = cellInput(game, played);
  const cells = minibatch ? hardFirst(input, minibatch) : cellsOf(input, played.trials, trial);
  return { trial, minibatch, cells: firstOf(input, played.trials, { trial, cells }) };
}

function scoreRest(game: SearchGame, played: Played, step: Step<'score-on'>) {
  for (const { number, cells: more } of step.trials) {
    const trial = played.trials[number] as PlayedTrial;
    const cells = cellsOf(cellInput(game, played), played.trials, trial);
    score(game, played, {
      trial,
      cells: cells.slice(trial.cells, trial.cells + more),
      minibatch: trial.minibatch,
    });
  }
}
