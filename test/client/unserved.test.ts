import { expect, test } from 'vitest';
import { unserved } from '../../client/unserved.ts';

const MINUTE_MS = 60_000;

test.each([
  [0, false, 'no worker answers now; the run has waited for 0 min.'],
  [14.9, false, 'no worker answers now; the run has waited for 14 min.'],
  [15, true, 'blocked: no worker has served the run for 15 min.'],
])('a run that nobody has served for %d minutes is blocked: %s', (minutes, isBlocked, words) => {
  const nowMs = 1_000_000 + minutes * MINUTE_MS;
  expect(unserved({ sinceMs: 1_000_000, nowMs })).toEqual({
    sinceMs: 1_000_000,
    isBlocked,
    words: `${words} Start one: durable-mipro worker <task-file>`,
  });
});
