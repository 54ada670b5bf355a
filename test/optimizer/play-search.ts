import type { Choices } from '../../domain/candidate.ts';
import type { Score } from '../../domain/score.ts';
import type { RunSettings, RunSizes } from '../../domain/settings.ts';
import type { FinishedTrial, SuggestedTrial } from '../../domain/trial.ts';
import { nextStep } from '../../optimizer/schedule.ts';
import type { ChoiceCounts } from '../../optimizer/search-space.ts';
import { suggestWave, type WaveInput } from '../../optimizer/suggest-wave.ts';
import { cellsOf, firstOf, withScores, type NewTrial } from '../../optimizer/trial-scoring.ts';

export interface PlayedTrial extends FinishedTrial {
  /** Positions of its minibatch in the validation set; null for all of it. */
  readonly minibatch: readonly number[] | null;
}

export interface PlayedSearch {
  readonly trials: readonly PlayedTrial[];
  /** Pairs of combination and example that were scored, each counted once. */
  readonly cells: number;
}

export interface SearchGame {
  readonly settings: RunSettings;
  readonly sizes: RunSizes;
  readonly choiceCounts: readonly ChoiceCounts[];
  readonly defaultChoices: Choices;
  readonly scoreOf: (choices: Choices, position: number) => Score;
  /** May put an equally good choice in place of the sampler's. */
  readonly settle?: (wave: WaveInput, suggested: SuggestedTrial) => SuggestedTrial;
}

/** The search of a run without Temporal: the pure pieces that the workflow is made of, played to the end. */
export function playSearch(game: SearchGame): PlayedSearch {
  const { settings, sizes, choiceCounts, settle = (_, suggested) => suggested } = game;
  const draws = { settings, sizes, predictors: choiceCounts.length };
  const trials: PlayedTrial[] = [];
  const scored = new Set<string>();
  const scoreOn = (
    trial: NewTrial & Partial<FinishedTrial>,
    part: { cells: readonly number[]; minibatch: PlayedTrial['minibatch'] },
  ) => {
    for (const cell of part.cells) scored.add(`${trial.key} ${cell}`);
    const scores = part.cells.map((cell) => game.scoreOf(trial.choices, cell));
    trials[trial.number] = { ...withScores(draws, trial, scores), minibatch: part.minibatch };
  };
  const begin = (trial: NewTrial, minibatch: PlayedTrial['minibatch']) => {
    const cells = minibatch ?? cellsOf(draws, trials, trial);
    return { trial, minibatch, cells: firstOf(draws, trials, { trial, cells }) };
  };
  for (;;) {
    const step = nextStep({ sizes, ...settings }, trials);
    if (step.kind === 'finished') return { trials, cells: scored.size };
    if (step.kind === 'baseline') {
      const cells = Array.from({ length: sizes.valCount }, (_, position) => position);
      scoreOn(
        { number: 0, choices: game.defaultChoices, key: 'baseline', origin: 'default' },
        { cells, minibatch: null },
      );
    } else if (step.kind === 'wave') {
      const { firstSampled: sampledTrials, count } = step;
      const wave = { settings, sizes, choiceCounts, finished: [...trials], sampledTrials, count };
      const begun = suggestWave(wave).map((each) => {
        const { minibatch, ...trial } = settle(wave, each);
        return begin(trial, minibatch);
      });
      for (const { trial, ...part } of begun) scoreOn(trial, part);
    } else if (step.kind === 'full-scoring') {
      const { choices, key } = step.candidate;
      const { trial, ...part } = begin({ number: step.number, choices, key, origin: 'full-scoring' }, null);
      scoreOn(trial, part);
    } else {
      for (const { number, cells: more } of step.trials) {
        const trial = trials[number] as PlayedTrial;
        const cells = cellsOf(draws, trials, trial).slice(trial.cells, trial.cells + more);
        scoreOn(trial, { cells, minibatch: trial.minibatch });
      }
    }
  }
}
