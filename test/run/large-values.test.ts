import { afterAll, beforeAll, expect, test } from 'vitest';
import { Example } from '../../domain/example.ts';
import { LM } from '../../lm/lm.ts';
import { Predict } from '../../program/predict.ts';
import { answer, startModelServer } from '../lm/model-server.ts';
import { readHistories } from '../evidence/read-histories.ts';
import { describeRuns } from './run-harness.ts';

const LARGE_ROW = 'A'.repeat(5_000_000);
const LARGE_ANSWER = 'B'.repeat(3_000_000);
const LARGE_INSTRUCTION = `Answer. ${'C'.repeat(200_000)}`;

describeRuns('values of megabytes', (open) => {
  let model: Awaited<ReturnType<typeof startModelServer>>;
  beforeAll(async () => {
    model = await startModelServer();
    model.script(answer(`[[ ## answer ## ]]\n${LARGE_ANSWER}\n\n[[ ## completed ## ]]`));
  });
  afterAll(() => model.close());

  test('in rows, answers and instructions stay out of history, which stays small', async () => {
    const lab = await open();
    const rows = Array.from({ length: 6 }, (_, index) =>
      new Example({ question: index === 1 ? LARGE_ROW : `q${index}`, answer: 'B' }).withInputs('question'),
    ) as Example[];
    const running = lab.start({
      settings: {
        numTrials: 1,
        numCandidates: 2,
        minibatch: false,
        maxBootstrappedDemos: 1,
        maxLabeledDemos: 1,
      },
      task: {
        program: () => new Predict('question -> answer', { instructions: LARGE_INSTRUCTION }),
        metric: (_, prediction) => String(prediction['answer']).startsWith('B'),
        trainset: rows.slice(0, 3),
        valset: rows.slice(3),
        lm: new LM('vllm/verbose', { baseUrl: model.baseUrl }),
      },
    });
    const { result } = await running.finished;
    expect(result).toMatchObject({ stoppedBecause: 'completed', best: 1 });
    const { workflowId } = await running.handle();
    const histories = await readHistories(lab.client, { home: lab.home, runId: workflowId });
    for (const history of histories) {
      expect(history.largestPayloadBytes).toBeLessThan(64 * 1_024);
      expect(history.decoded).not.toMatch(/A{100}|B{100}|C{100}/);
    }
  });
});
