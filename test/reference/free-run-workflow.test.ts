import { expect, test } from 'vitest';
import { Example } from '../../domain/example.ts';
import { percentOf } from '../../domain/percent.ts';
import { LM } from '../../lm/lm.ts';
import { exactMatch } from '../../metrics/exact-match.ts';
import type { FinishedRun } from '../../client/run-optimization.ts';
import { Module, type AnyModule } from '../../program/module.ts';
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

/** A bare predictor's file has no name above it. */
function winnerOf(program: string, predictors: number) {
  const saved = JSON.parse(program) as { readonly [name: string]: SavedPredictor };
  const held = predictors === 1 ? [saved as unknown as SavedPredictor] : [saved['think'], saved['solve']];
  return {
    instructions: held.map((one) => Number(one?.signature.instructions.split(' ')[2])),
    demos: held.map((one) =>
      one?.demos.map(({ question, augmented }) => `${augmented ? 'A' : 'L'}${question.slice(1)}`),
    ),
  };
}

/** Three whole runs at once take their time on a machine that does other things too. */
const PATIENCE_MS = 60_000;

const PROGRAMS: { readonly [predictors: number]: () => AnyModule } = {
  1: () => asks('question -> answer', 0),
  2: () => new Two(),
};

function ranAs({ result, program }: FinishedRun, { predictors }: RecordedRun) {
  return {
    trials: result.trials.map(({ choices, score }) => ({ x: choices, percent: percentOf(score) })),
    best: {
      percent: percentOf(result.best ?? 0),
      ...winnerOf(program, predictors),
    },
  };
}

describeRuns('the workflow, its activities and the wire', (open) => {
  test.concurrent.each(['explicit-p2-seed9', 'light-p1-seed1', 'zero-shot-p2-seed42'])(
    'a whole run chooses DSPy’s candidates in its order, with its scores, and saves its winner, with pruning too: %s',
    async (name) => {
      const record = recordedRuns().find((run) => run.name === name) as RecordedRun;
      const server = await startTableServer(record);
      try {
        const lab = await open();
        const settings = optionsOf(record);
        const task = {
          program: PROGRAMS[record.predictors] as () => AnyModule,
          metric: exactMatch('answer'),
          trainset: rows(0, record.trainset),
          ...(record.valset !== null && { valset: rows(1000, record.valset) }),
          lm: new LM('vllm/table', { baseUrl: server.baseUrl }),
        };
        const run = await lab.run({ settings, task });
        const trials = record.trials.map(({ x, percent }) => ({ x, percent }));
        expect(ranAs(run, record)).toEqual({ trials, best: record.best });
        const pruned = await lab.run({
          home: lab.freshHome(),
          task,
          settings: { ...settings, pruning: true },
        });
        const { best, trials: chosen } = ranAs(pruned, record);
        expect({ best, chosen: chosen.map(({ x }) => x) }).toEqual({
          best: record.best,
          chosen: trials.map(({ x }) => x),
        });
        expect(pruned.result.usage.lmCalls).toBeLessThanOrEqual(run.result.usage.lmCalls);
        expect(server.unknownRollouts()).toEqual([]);
      } finally {
        await server.close();
      }
    },
    PATIENCE_MS,
  );
});
