import { expect, test } from 'vitest';
import { Example } from '../../domain/example.ts';
import { percentOf } from '../../domain/percent.ts';
import { LM } from '../../lm/lm.ts';
import { exactMatch } from '../../metrics/exact-match.ts';
import { Module } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { describeRuns } from '../run/run-harness.ts';
import { recordedRuns, optionsOf, type RecordedRun } from './free-runs.ts';
import { startTableServer } from './table-server.ts';

const asks = (fields: string, predictor: number) =>
  new Predict(fields, { instructions: `INSTR ${predictor} 0` });

class Two extends Module<{ question: string }, { answer: string }> {
  think = asks('question -> hint', 0);
  solve = asks('question, hint -> answer', 1);

  async forward({ question }: { question: string }) {
    const { hint } = await this.think.run({ question });
    const { answer } = await this.solve.run({ question, hint: hint as string });
    return { answer: answer as string };
  }
}

const rows = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => {
    const id = first + i;
    return new Example({ question: `q${id}`, hint: 'plain', answer: `a${id}` }).withInputs(
      'question',
    ) as Example;
  });

interface SavedPredictor {
  readonly signature: { readonly instructions: string };
  readonly demos: readonly { readonly question: string; readonly augmented?: boolean }[];
}

const winnerOf = (program: string, predictors: readonly string[]) => {
  const saved = JSON.parse(program) as { readonly [name: string]: SavedPredictor };
  const held = predictors.map((name) => saved[name] as SavedPredictor);
  return {
    instructions: held.map(({ signature }) => Number(signature.instructions.split(' ')[2])),
    demos: held.map(({ demos }) =>
      demos.map(({ question, augmented }) => `${augmented ? 'A' : 'L'}${question.slice(1)}`),
    ),
  };
};

describeRuns('the workflow, its activities and the wire', (open) => {
  test('a whole run chooses DSPy’s candidates in its order, with its scores, and saves its winner', async () => {
    const record = recordedRuns().find(({ name }) => name === 'explicit-p2-seed9') as RecordedRun;
    const server = await startTableServer(record);
    try {
      const lab = await open();
      const { result, program } = await lab.run({
        settings: optionsOf(record),
        task: {
          program: () => new Two(),
          metric: exactMatch('answer'),
          trainset: rows(0, record.trainset),
          valset: rows(1000, record.valset ?? 0),
          lm: new LM('vllm/table', { baseUrl: server.baseUrl }),
        },
      });
      const ours = result.trials.map(({ choices, score }) => ({ x: choices, percent: percentOf(score) }));
      expect(ours).toEqual(record.trials.map(({ x, percent }) => ({ x, percent })));
      expect({ percent: percentOf(result.best ?? 0), ...winnerOf(program, ['think', 'solve']) }).toEqual(
        record.best,
      );
      expect(server.unknownRollouts()).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
