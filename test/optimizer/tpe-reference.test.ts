import { describe, expect, test } from 'vitest';
import type { FinishedTrial, TrialOrigin } from '../../domain/trial.ts';
import { NumpyRandom } from '../../optimizer/numpy-random.ts';
import type { Mixture } from '../../optimizer/parzen.ts';
import { drawTuples, fitMixture, logDensities } from '../../optimizer/parzen.ts';
import type { SearchSpace } from '../../optimizer/sampler.ts';
import { DRAFT_COUNT, countOrigin, doublesPerModel } from '../../optimizer/stream-position.ts';
import { modelDimensions, splitByScore, suggestByTpe } from '../../optimizer/tpe.ts';
import { readReference, rowName } from '../reference/fixtures.ts';
import { tallyOf } from '../reference/tally.ts';
import { finishedTrial } from './made-up-trials.ts';

interface RecordedTrial {
  readonly number: number;
  readonly role: 'default' | 'minibatch' | 'full';
  readonly x: number[];
  readonly value: number;
  readonly guided: boolean;
}

interface MixtureTable {
  readonly weights: number[];
  readonly kernels: Record<string, number[][]>;
}

interface RecordedState {
  readonly number: number;
  readonly pick: number;
  readonly log_l_minus_log_g_of_pick: number;
  readonly draws?: number[][];
  readonly 'tie_set_1e-12'?: number[][];
  readonly density?: { readonly combos: number[][]; readonly log_l: number[]; readonly log_g: number[] };
  readonly below?: MixtureTable;
  readonly above?: MixtureTable;
}

interface Study {
  readonly name: string;
  readonly seed: number;
  readonly dims: number[];
  readonly param_names_in_ask_order: string[];
  readonly model_dim_order: string[];
  readonly minibatch: boolean;
  readonly trials: RecordedTrial[];
  readonly states: RecordedState[];
}

const { cases } = readReference<{ cases: Study[] }>('tpe-trajectories.json');
const tally = tallyOf('tpe-trajectories.json');

const spaceOf = (study: Study): SearchSpace =>
  study.dims.map((choiceCount, i) => ({ name: study.param_names_in_ask_order[i] ?? '', choiceCount }));

const originOf = (study: Study, { role, guided }: RecordedTrial): TrialOrigin => {
  if (role === 'default') return 'default';
  if (role === 'full' && study.minibatch) return 'full-scoring';
  return guided ? 'model' : 'startup';
};

const recorded = (study: Study, count: number): FinishedTrial[] =>
  study.trials
    .slice(0, count)
    .map((trial) =>
      finishedTrial(trial.number, trial.x, { percent: trial.value, origin: originOf(study, trial) }),
    );

const isAsked = (study: Study, trial: RecordedTrial): boolean =>
  originOf(study, trial) === 'startup' || originOf(study, trial) === 'model';

/** Both mixtures and the 24 draws before the suggestion with this number, made from the recorded history. */
function modelBefore(study: Study, number: number) {
  const space = spaceOf(study);
  const dimensions = modelDimensions(space);
  const finished = recorded(study, number);
  const counts = dimensions.map((position) => space[position]?.choiceCount ?? 0);
  const rows = (trials: FinishedTrial[]) =>
    trials.map(({ choices }) => dimensions.map((d) => choices[d] ?? 0));
  const { good, rest } = splitByScore(finished);
  const [likely, usual] = [fitMixture(counts, rows(good)), fitMixture(counts, rows(rest))];
  const random = new NumpyRandom(study.seed);
  random.skipDoubles(countOrigin(finished, 'model') * doublesPerModel(space));
  return { likely, usual, drafts: drawTuples(likely, DRAFT_COUNT, random) };
}

const gain = (model: { likely: Mixture; usual: Mixture }, tuple: number[]): number =>
  (logDensities(model.likely, [tuple])[0] ?? NaN) - (logDensities(model.usual, [tuple])[0] ?? NaN);

function expectNear(actual: readonly number[], wanted: readonly number[]): void {
  expect(actual.length).toBe(wanted.length);
  actual.forEach((value, i) => expect(Math.abs(value - (wanted[i] ?? NaN))).toBeLessThan(1e-12));
}

function expectMixture(mixture: Mixture, table: MixtureTable, names: readonly string[]): void {
  expectNear(mixture.weights, table.weights);
  names.forEach((name, d) => {
    const rows = table.kernels[name] ?? [];
    mixture.observations.forEach((observed, k) => {
      expectNear(mixture.kernels[d]?.[observed[d] ?? 0] ?? [], rows[k] ?? []);
    });
    expectNear(mixture.prior[d] ?? [], rows.at(-1) ?? []);
    expect(rows.length).toBe(mixture.observations.length + 1);
  });
}

test('the table has 20 studies and 1,042 suggestions', () => {
  const asked = cases.flatMap((study) => study.trials.filter((trial) => isAsked(study, trial)));
  expect([cases.length, asked.length]).toEqual([20, 1042]);
});

describe.each(cases)('$name', (study) => {
  const space = spaceOf(study);
  const states = new Map(study.states.map((state) => [state.number, state]));

  test('the model’s dimensions are in Optuna’s order', () => {
    expect(modelDimensions(space).map((position) => space[position]?.name)).toEqual(study.model_dim_order);
  });

  test('every suggestion is Optuna’s, or one of those it found equally good', () => {
    for (const trial of study.trials.filter((each) => isAsked(study, each))) {
      const input = { space, seed: study.seed, finished: recorded(study, trial.number), running: [] };
      const { choices, origin } = suggestByTpe(input);
      expect(origin).toBe(trial.guided ? 'model' : 'startup');
      const tieSet = states.get(trial.number)?.['tie_set_1e-12'];
      if (tieSet === undefined)
        expect({ number: trial.number, choices }).toEqual({ number: trial.number, choices: trial.x });
      else expect(tieSet).toContainEqual(modelDimensions(space).map((position) => choices[position]));
      const verdict = String(choices) === String(trial.x) ? 'agrees' : 'ties';
      tally[verdict](`${rowName.study(study)} #${trial.number}`);
    }
  });

  test('of equally good draws the earliest is taken', () => {
    for (const state of study.states) {
      const tieSet = (state['tie_set_1e-12'] ?? []).map(String);
      if (tieSet.length === 0) continue;
      const earliest = modelBefore(study, state.number).drafts.find((draft) =>
        tieSet.includes(String(draft)),
      );
      const input = { space, seed: study.seed, finished: recorded(study, state.number), running: [] };
      expect(modelDimensions(space).map((position) => suggestByTpe(input).choices[position])).toEqual(
        earliest,
      );
    }
  });

  test('the best of the 24 draws has Optuna’s gain', () => {
    for (const state of study.states) {
      const model = modelBefore(study, state.number);
      expectNear([gain(model, model.drafts[state.pick] ?? [])], [state.log_l_minus_log_g_of_pick]);
    }
  });

  test('draws, densities, weights and kernels are Optuna’s where they are recorded', () => {
    for (const state of study.states.filter(({ density }) => density !== undefined)) {
      const model = modelBefore(study, state.number);
      const combos = state.density?.combos ?? [];
      expect(model.drafts).toEqual(state.draws);
      expectNear(logDensities(model.likely, combos), state.density?.log_l ?? []);
      expectNear(logDensities(model.usual, combos), state.density?.log_g ?? []);
      if (state.below !== undefined) expectMixture(model.likely, state.below, study.model_dim_order);
      if (state.above !== undefined) expectMixture(model.usual, state.above, study.model_dim_order);
    }
  });
});
