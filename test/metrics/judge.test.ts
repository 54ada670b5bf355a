import { expect, test } from 'vitest';
import { Example } from '../../domain/example.ts';
import { judge } from '../../metrics/judge.ts';
import { withCallContext, type TraceStep } from '../../program/call-context.ts';
import { chatAnswer, scriptedLm } from '../program/scripted-lm.ts';

const example = new Example({ question: 'Where is Oslo?', answer: 'Norway' }).withInputs(
  'question',
) as unknown as Example;

test('a judge shows the model rubric, task, reference and answer, and gives its grade with the reasons', async () => {
  const lm = scriptedLm(() => chatAnswer({ reasons: 'It names the country.', grade: '0.75' }));
  expect(await judge({ lm, rubric: 'Names the country.' })(example, { answer: 'In Norway.' })).toEqual({
    score: 0.75,
    feedback: 'It names the country.',
  });
  const asked = lm.requests[0]?.messages.at(-1)?.content;
  for (const part of [
    'Names the country.',
    '{"question": "Where is Oslo?"}',
    '{"answer": "Norway"}',
    '{"answer": "In Norway."}',
  ]) {
    expect(asked).toContain(part);
  }
});

test('a grade outside 0 to 1 is a MetricInvalid, not a clamped score', async () => {
  const lm = scriptedLm(() => chatAnswer({ reasons: 'fine', grade: '85' }));
  await expect(judge({ lm, rubric: 'r' })(example, { answer: 'x' })).rejects.toEqual(
    expect.objectContaining({
      name: 'MetricInvalid',
      message: expect.stringMatching(/from 0 to 1, but the model gave 85/),
    }),
  );
});

test("a judge's call is no step of the judged program's trace", async () => {
  const lm = scriptedLm(() => chatAnswer({ reasons: 'r', grade: '1' }));
  const trace: TraceStep[] = [];
  await withCallContext({ trace }, async () => judge({ lm, rubric: 'r' })(example, { answer: 'x' }));
  expect(trace).toEqual([]);
});

test('an empty rubric is refused', () => {
  expect(() => judge({ rubric: ' ' })).toThrow(/rubric is empty/);
});
