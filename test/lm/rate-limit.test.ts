import { expect, test } from 'vitest';
import { guardRate } from '../../lm/practice/rate-limit.ts';

test('what was taken leaves room once the window has passed it, and refusals use up none', () => {
  const guard = guardRate();
  const limit = { requests: 2, windowMs: 1_000 };
  const waits = [0, 400, 500, 999, 1_000, 1_001, 1_400].map((nowMs) => guard.waitMs(limit, nowMs));
  expect(waits).toEqual([0, 0, 500, 1, 0, 399, 0]);
});
