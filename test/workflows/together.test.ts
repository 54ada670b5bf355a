import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RunEnding } from '../../workflows/run.ts';
import { together } from '../../workflows/together.ts';

test('results come in the order of the tasks', async () => {
  expect(await together([wait(10, 'slow'), wait(1, 'fast')])).toEqual(['slow', 'fast']);
});

test('an ending waits for all others; the first in the list gives the reason, whichever came first', async () => {
  let done = false;
  const late = wait(20).then(() => {
    done = true;
  });
  const endings = [
    wait(5).then(() => Promise.reject(new RunEnding('stopped'))),
    wait(1).then(() => Promise.reject(new RunEnding('budget'))),
  ];
  await expect(together([late, ...endings])).rejects.toMatchObject({ name: 'RunEnding', reason: 'stopped' });
  expect(done).toBe(true);
});

test('any other failure is thrown at once', async () => {
  const never = new Promise<void>(() => {});
  await expect(together([never, Promise.reject(new TypeError('a bug'))])).rejects.toThrow('a bug');
});
