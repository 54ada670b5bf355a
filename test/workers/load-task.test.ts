import { expect, test } from 'vitest';
import { exactMatch } from '../../metrics/exact-match.ts';
import { LM } from '../../lm/lm.ts';
import { Predict } from '../../program/predict.ts';
import { defineTask } from '../../program/task.ts';
import { loadTask } from '../../workers/load-task.ts';

test('data that cannot be made is refused with kind and place of the error, and without its words, which may quote rows', async () => {
  const task = defineTask({
    name: 'broken-data',
    program: () => new Predict('ticket -> label'),
    metric: exactMatch('label'),
    trainset: () => {
      throw new RangeError('no label in the row "I was charged twice"');
    },
    lm: new LM('practice/x'),
  });
  const error = (await loadTask({ task, baseDir: '.' }).catch((thrown: unknown) => thrown)) as Error;
  expect(error.name).toBe('DatasetUnreadable');
  expect(error.message).toMatch(
    /^The trainset of the task broken-data cannot be made: RangeError at .*load-task\.test\.ts:\d+\. /,
  );
  expect(error.message).not.toContain('charged');
});
