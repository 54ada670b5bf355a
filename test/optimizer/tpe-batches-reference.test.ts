import { describe, expect, test } from 'vitest';
import type { FinishedTrial, TrialOrigin } from '../../domain/trial.ts';
import { NumpyRandom } from '../../optimizer/numpy-random.ts';
import { drawTuples, fitMixture, logDensities } from '../../optimizer/parzen.ts';
import type { SamplerInput } from '../../optimizer/sampler.ts';
import { nextStep } from '../../optimizer/schedule.ts';
import { DRAFT_COUNT, countOrigin, doublesPerModel } from '../../optimizer/stream-position.ts';
import { modelDimensions, splitByScore, suggestByTpe } from '../../optimizer/tpe.ts';
import { readReference } from './read-reference.ts';
import { finishedTrial } from './search-space.ts';

interface Entry {
  readonly number: number;
  readonly kind: 'default' | 'sampled' | 'full';
  readonly x: number[];
  readonly value: number;
}

interface Study {
  readonly name: string;
  readonly seed: number;
  readonly dims: number[];
  readonly param_names_in_ask_order: string[];
  readonly trials_sampled: number;
  readonly wave: number;
  /** 0: no full scorings. */
  readonly full_every: number;
  readonly log: Entry[];
}

const { cases } = readReference<{ cases: Study[] }>('tpe-batches.json');

/** How much better than usual the model finds each of its 24 draws, and which draws they are. */
function draftsOf(input: SamplerInput): { tuples: number[][]; gains: number[] } {
  const dimensions = modelDimensions(input.space);
  const counts = dimensions.map((position) => input.space[position]?.choiceCount ?? 0);
  const rows = (trials: readonly { readonly choices: readonly number[] }[]) =>
    trials.map(({ choices }) => dimensions.map((d) => choices[d] ?? 0));
  const { good, rest } = splitByScore(input.finished);
  const likely = fitMixture(counts, rows(good));
  const random = new NumpyRandom(input.seed);
  const earlier = countOrigin(input.finished, 'model') + countOrigin(input.running, 'model');
  random.skipDoubles(earlier * doublesPerModel(input.space));
  const tuples = drawTuples(likely, DRAFT_COUNT, random);
  const usual = logDensities(fitMixture(counts, [...rows(rest), ...rows(input.running)]), tuples);
  return { tuples, gains: logDensities(likely, tuples).map((log, i) => log - (usual[i] ?? 0)) };
}

/** The suggestion, or what Optuna took when that is as good within 1e-12. */
function acceptTies(input: SamplerInput, wanted: readonly number[]): readonly number[] {
  const { choices, origin } = suggestByTpe(input);
  if (origin === 'startup' || String(choices) === String(wanted)) return choices;
  const { tuples, gains } = draftsOf(input);
  const tuple = modelDimensions(input.space).map((position) => wanted[position] ?? 0);
  const found = tuples.findIndex((draft) => String(draft) === String(tuple));
  return (gains[found] ?? -Infinity) >= Math.max(...gains) - 1e-12 ? wanted : choices;
}

interface Replay {
  readonly asked: { readonly number: number; readonly choices: readonly number[] }[];
  readonly full: { readonly number: number; readonly choices: readonly number[] }[];
}

/** Asks for every suggestion of the study again, wave by wave, with the recorded history before it. */
function replay(study: Study): Replay {
  const space = study.dims.map((choiceCount, i) => ({ name: study.param_names_in_ask_order[i] ?? '', choiceCount }));
  const sizes = { trials: study.trials_sampled, minibatch: study.full_every > 0, fullEvalSteps: study.full_every };
  const finished: FinishedTrial[] = [];
  const result: Replay = { asked: [], full: [] };
  const add = (entry: Entry | undefined, origin: TrialOrigin): void => {
    if (entry === undefined) throw new Error(`${study.name}: the table ends before trial ${finished.length}.`);
    finished.push(finishedTrial(entry.number, entry.x, { percent: entry.value, origin }));
  };
  add(study.log[0], 'default');
  let asked = 0;
  while (asked < study.trials_sampled) {
    const running: { number: number; choices: readonly number[]; origin: TrialOrigin }[] = [];
    const wave = Math.min(study.wave, study.trials_sampled - asked);
    for (let i = 0; i < wave; i++) {
      const entry = study.log[finished.length + i];
      const input = { space, seed: study.seed, finished, running };
      const { origin } = suggestByTpe(input);
      result.asked.push({ number: finished.length + i, choices: acceptTies(input, entry?.x ?? []) });
      running.push({ number: finished.length + i, choices: entry?.x ?? [], origin });
    }
    for (const { number, origin } of running) add(study.log[number], origin);
    asked += wave;
    if (study.log[finished.length]?.kind !== 'full') continue;
    const next = nextStep({ sizes, parallelTrials: null }, finished);
    if (next.kind !== 'full-scoring') throw new Error(`${study.name}: expected a full scoring, got ${next.kind}.`);
    result.full.push({ number: next.number, choices: next.candidate.choices });
    add(study.log[next.number], 'full-scoring');
  }
  return result;
}

test('the table has 36 studies', () => {
  expect(cases.length).toBe(36);
});

describe.each(cases)('$name', (study) => {
  const { asked, full } = replay(study);
  const recorded = (kind: Entry['kind']) =>
    study.log.filter((entry) => entry.kind === kind).map(({ number, x }) => ({ number, choices: x }));

  test('suggestions made together are Optuna’s with constant liar', () => {
    expect(asked).toEqual(recorded('sampled'));
  });

  test('full scorings go to the same combinations under the same numbers', () => {
    expect(full).toEqual(recorded('full'));
  });
});
