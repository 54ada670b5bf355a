import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunSettings } from '../../domain/settings.ts';
import type { DrawInput } from '../../optimizer/draw-plan.ts';
import { TIP_KEYS, minibatchFor, planDraws, proposalDraw } from '../../optimizer/draw-plan.ts';
import { PythonRandom } from '../../optimizer/python-random.ts';
import { planSizes } from '../../optimizer/sizes.ts';
import { runSettings } from './run-settings.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

function drawInput(
  changes: Partial<RunSettings>,
  facts: { predictors: number; trainCount: number; valCount: number },
): DrawInput {
  const settings = runSettings(changes);
  return { settings, sizes: planSizes(settings, facts), predictors: facts.predictors };
}

/** The order of DSPy's draws, written down step by step with the generator alone. */
function drawnByHand(input: DrawInput, valPool: number) {
  const { settings, sizes } = input;
  const random = new PythonRandom(settings.seed);
  if (settings.auto !== null) random.sample(range(valPool), sizes.valCount);
  for (let set = 3; set < sizes.demoSets; set++) {
    random.shuffle(range(sizes.trainCount));
    random.randint(1, settings.maxBootstrappedDemos);
  }
  const proposals = range(input.predictors).map(() =>
    range(sizes.instructions).map(() => ({
      tip: settings.tipAwareProposer ? random.choice(TIP_KEYS) : 'none',
      rolloutId: random.randint(0, 1_000_000_000),
    })),
  );
  const minibatches = range(6).map(() => random.sample(range(sizes.valCount), sizes.minibatchSize));
  return { proposals, minibatches };
}

describe.each<[string, Partial<RunSettings>, { predictors: number; trainCount: number; valCount: number }]>([
  ['light', {}, { predictors: 1, trainCount: 20, valCount: 80 }],
  ['light, capped', {}, { predictors: 2, trainCount: 125, valCount: 500 }],
  [
    'heavy, without tips',
    { auto: 'heavy', tipAwareProposer: false },
    { predictors: 3, trainCount: 40, valCount: 160 },
  ],
  [
    'explicit',
    { auto: null, numTrials: 10, numCandidates: 7, seed: 42 },
    { predictors: 2, trainCount: 25, valCount: 100 },
  ],
])('%s', (_name, changes, facts) => {
  const input = drawInput(changes, facts);
  const byHand = drawnByHand(input, facts.valCount);

  test('tips and rollout ids come after the demo sets', () => {
    expect(planDraws(input).proposals).toEqual(byHand.proposals);
  });

  test('minibatches come last, one after the other', () => {
    expect(range(6).map((trial) => minibatchFor(input, trial))).toEqual(byHand.minibatches);
  });
});

test('twelve examples, seed 9: after three shuffled sets the first tip is persona with rollout id 851472597', () => {
  const input = drawInput(
    { auto: null, numTrials: 10, numCandidates: 6 },
    { predictors: 1, trainCount: 12, valCount: 48 },
  );
  const plan = planDraws(input);
  expect(plan.demoSets.slice(3)).toEqual([
    { kind: 'bootstrapped', order: [8, 6, 3, 11, 0, 10, 1, 2, 4, 5, 9, 7], wanted: 1 },
    { kind: 'bootstrapped', order: [7, 2, 10, 4, 3, 11, 1, 6, 0, 9, 8, 5], wanted: 2 },
    { kind: 'bootstrapped', order: [9, 4, 7, 11, 3, 5, 6, 10, 8, 2, 1, 0], wanted: 2 },
  ]);
  expect(plan.proposals[0]?.[0]).toEqual({ tip: 'persona', rolloutId: 851472597 });
});

test.each<[string, Partial<RunSettings>]>([
  ['off', { minibatch: false }],
  ['as large as the validation set', { minibatchSize: 40 }],
])('with minibatches %s a trial sees every example', (_name, changes) => {
  const explicit = { auto: null, numTrials: 10, numCandidates: 6 } as const;
  const input = drawInput({ ...explicit, ...changes }, { predictors: 1, trainCount: 12, valCount: 40 });
  expect(minibatchFor(input, 3)).toBeNull();
});

test('an explicit run uses every validation example in order', () => {
  const input = drawInput(
    { auto: null, numTrials: 10, numCandidates: 3 },
    { predictors: 1, trainCount: 12, valCount: 48 },
  );
  expect(planDraws(input).valset).toEqual(range(48));
});

describe('a proposal made again', () => {
  const input = drawInput({}, { predictors: 2, trainCount: 20, valCount: 80 });
  const at = { predictor: 1, slot: 2 };
  const draws = range(5).map((attempt) => proposalDraw(input, { ...at, attempt }));

  test('the first attempt is the plan’s', () => {
    expect(draws[0]).toEqual(planDraws(input).proposals[1]?.[2]);
  });

  test('every further one has another tip and another rollout id', () => {
    for (const draw of draws.slice(1)) expect(draw.tip).not.toBe(draws[0]?.tip);
    expect(new Set(draws.map(({ rolloutId }) => rolloutId)).size).toBe(5);
  });

  test('without tips it has none', () => {
    const tipless = { ...input, settings: runSettings({ tipAwareProposer: false }) };
    expect(proposalDraw(tipless, { ...at, attempt: 1 }).tip).toBe('none');
  });

  test('a slot that is not planned is refused', () => {
    expect(() => proposalDraw(input, { predictor: 0, slot: 3, attempt: 0 })).toThrow(
      'No proposal is planned for predictor 0, slot 3.',
    );
  });
});

test('a minibatch has as many different positions as asked for, all of them in the validation set', () => {
  const valCounts = fc.integer({ min: 51, max: 400 });
  fc.assert(
    fc.property(valCounts, fc.nat({ max: 2 ** 32 - 1 }), fc.nat({ max: 30 }), (valCount, seed, trial) => {
      const input = drawInput({ seed }, { predictors: 1, trainCount: 15, valCount });
      const minibatch = minibatchFor(input, trial) ?? [];
      expect(new Set(minibatch).size).toBe(35);
      expect(Math.max(...minibatch)).toBeLessThan(input.sizes.valCount);
      expect(Math.min(...minibatch)).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 50 },
  );
});
