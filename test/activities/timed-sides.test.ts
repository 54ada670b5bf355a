import { expect, test } from 'vitest';
import { TIMED_ROWS, timedSides } from '../../activities/timed-sides.ts';
import { BudgetExhausted } from '../../domain/errors.ts';
import { Predict } from '../../program/predict.ts';
import { chatAnswer, scriptedLm } from '../program/scripted-lm.ts';
import { examples, openBench } from './bench.ts';

/** A model on a clock of its own, which answers longer prompts later; what is sent from `endsAt` on finds no budget left. */
function slowWorld({ endsAt = Infinity, firstIsSlowBy = 0 } = {}) {
  let nowMs = 0;
  const asked: string[] = [];
  const lm = scriptedLm(({ messages }) => {
    if (asked.length === endsAt) return new BudgetExhausted('maxLmCalls');
    const isLong = messages.some(({ content }) => content.includes('shown once'));
    const isFirst = asked.length % 2 === 0;
    asked.push(isLong ? 'challenger' : 'champion');
    nowMs += (isLong ? 30 : 10) + (isFirst ? firstIsSlowBy : 0);
    return chatAnswer({ answer: 'yes' });
  });
  const { deps, task } = openBench({ lm });
  const program = new Predict('question -> answer');
  program.demos = [{ question: 'shown once', answer: 'yes' }];
  const measure = (rows: number) =>
    timedSides(
      { champion: task, challenger: { ...task, program } },
      { rows: examples(rows), nowMs: () => nowMs, userCode: deps.userCode, inSlot: (work) => work() },
    );
  return { asked, measure };
}

test('both sides are asked in turns on twenty rows, and the medians are told', async () => {
  const { asked, measure } = slowWorld();
  expect(await measure(100)).toEqual({ champion: 10, challenger: 30 });
  expect(asked).toHaveLength(2 * TIMED_ROWS);
  expect(asked.slice(0, 4)).toEqual(['champion', 'challenger', 'challenger', 'champion']);
});

test('whoever goes first pays for the warming up, which falls on both alike', async () => {
  const { measure } = slowWorld({ firstIsSlowBy: 6 });
  expect(await measure(100)).toEqual({ champion: 13, challenger: 33 });
});

test('a budget that ends leaves the rows that were timed', async () => {
  expect(await slowWorld({ endsAt: 11 }).measure(100)).toEqual({ champion: 10, challenger: 30 });
});

test.each([
  ['a budget that ends at once', 8, 100],
  ['no rows', Infinity, 0],
])('with %s nothing was measured', async (_, endsAt, rows) => {
  expect(await slowWorld({ endsAt }).measure(rows)).toEqual({ champion: null, challenger: null });
});
