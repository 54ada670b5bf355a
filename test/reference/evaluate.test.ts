import { expect, test } from 'vitest';
import { Example } from '../../domain/example.ts';
import { Evaluate, type Evaluation } from '../../metrics/evaluate.ts';
import type { MetricValue } from '../../metrics/metric-value.ts';
import { Module } from '../../program/module.ts';
import { differenceOf, isDifferent } from './deliberate-differences.ts';
import { readReference } from './fixtures.ts';
import { tallyOf } from './tally.ts';

interface EvaluateCase {
  readonly name: string;
  readonly values: readonly unknown[];
  readonly num_threads: number;
  readonly max_errors: number;
  readonly failure_score: number;
  readonly score?: number | 'inf';
  readonly per_example?: readonly (boolean | number | { readonly prediction_score: number })[];
  readonly error?: string;
  readonly eval_candidate_program_score: number | 'inf';
}

const FILE = 'evaluate-rounding.json';
const { cases } = readReference<{ cases: EvaluateCase[] }>(FILE);
const tally = tallyOf(FILE);
const equal = cases.filter(({ name }) => !isDifferent(FILE, name));
const different = cases.filter(({ name }) => isDifferent(FILE, name));

class Repeat extends Module<{ i: number; v: unknown }, { v: unknown }> {
  readonly asked: number[] = [];

  async forward({ i, v }: { i: number; v: unknown }) {
    this.asked.push(i);
    if (v === 'raise-program') throw new Error('program');
    return { v };
  }
}

function metric(example: Example): MetricValue {
  if (example.get('v') === 'raise-metric') throw new Error('metric');
  return example.get('v') as MetricValue;
}

function evaluate(
  { values, num_threads, max_errors }: EvaluateCase,
  program = new Repeat(),
): Promise<Evaluation> {
  const devset = values.map((v, i) => new Example({ i, v }).withInputs('i', 'v'));
  return new Evaluate({ devset, metric, numThreads: num_threads, maxErrors: max_errors }).run(program);
}

const numberOf = (value: unknown): number =>
  value === 'inf'
    ? Infinity
    : Number(typeof value === 'object' ? (value as { prediction_score: number }).prediction_score : value);

test.each(equal.filter(({ error }) => error === undefined))(
  'Evaluate gives DSPy’s score and per-example scores, in the order of the devset: $name',
  async (given) => {
    const { score, results } = await evaluate(given);
    expect(score).toBe(numberOf(given.score));
    expect(results.map((result) => result.score)).toEqual(given.per_example?.map(numberOf));
    expect(score).toBe(numberOf(given.eval_candidate_program_score));
    tally.agrees(given.name);
  },
);

// DSPy's optimizer takes the lost evaluation for a score of 0 (`eval_candidate_program_score`); here nothing is scored.
test.each(equal.filter(({ error }) => error !== undefined))(
  'the failure with the number maxErrors ends the evaluation, as in DSPy, but is never a score of 0: $name',
  async (given) => {
    const program = new Repeat();
    expect(given.eval_candidate_program_score).toBe(0);
    await expect(evaluate(given, program)).rejects.toEqual(
      expect.objectContaining({
        name: 'EvaluationFailed',
        cause: expect.objectContaining({ message: 'metric' }),
      }),
    );
    expect(program.asked).toHaveLength(1 + given.max_errors);
    tally.agrees(given.name);
  },
);

test.each(different)(
  'an answer that is no score costs one example, where DSPy loses all, and a failure is always 0: $name',
  async (given) => {
    const { score, errors } = await evaluate(given);
    expect({ score, errors }).toEqual(differenceOf(FILE, given.name).ours);
    expect(score).not.toBe(numberOf(given.score ?? given.eval_candidate_program_score));
    tally.agrees(given.name);
  },
);

test('with one thread examples are run one after another in the order of the devset', async () => {
  const program = new Repeat();
  const values = Array.from({ length: 20 }, (_, i) => i % 3 === 0);
  await evaluate({ ...(cases[0] as EvaluateCase), values, num_threads: 1 }, program);
  expect(program.asked).toEqual(values.map((_, i) => i));
});
