import { expect, test } from 'vitest';
import { toNightlyOptions } from '../../activities/nightly-options.ts';
import { exactMatch } from '../../metrics/exact-match.ts';
import type { NightlyDefinition } from '../../program/nightly.ts';
import { Predict } from '../../program/predict.ts';
import { defineTask } from '../../program/task.ts';

const taskWith = (nightly: NightlyDefinition) =>
  defineTask({
    name: 'nightly',
    program: () => new Predict('question -> answer'),
    metric: exactMatch('answer'),
    trainset: [],
    defaults: { budget: { maxLmCalls: 100 } },
    nightly,
  });

const HOOK = { secretEnv: 'SECRET' };

const BAD: readonly [string, NightlyDefinition, RegExp][] = [
  ['shares that do not add up', { split: { train: 0.5, validation: 0.5, holdout: 0.5 } }, /add up to 1/],
  ['a gate without sense', { gate: { alpha: 2 } }, /alpha must be/],
  [
    'a guard without its metric',
    { gate: { guards: [{ kind: 'metric', name: 'tone', floor: 0.5 }] } },
    /nightly\.metrics/,
  ],
  [
    'a guard without slices',
    { gate: { guards: [{ kind: 'slice', name: 'urgent', floor: 0.5 }] } },
    /nightly\.slices/,
  ],
  ['an approval without time', { approval: { timeoutMs: 0 } }, /timeoutMs in milliseconds, above 0; got 0/],
  [
    'a hook that others can read',
    { notify: { ...HOOK, url: 'http://example.com/s3cret' } },
    /got http:\/\/example\.com\.$/,
  ],
  ['a hook that is no address', { notify: { ...HOOK, url: 'example' } }, /got no address/],
  [
    'a budget below zero',
    { budget: { perMonth: { maxCostUsd: -1 } } },
    /maxCostUsd must be a number above 0/,
  ],
];

test.each(BAD)('%s is refused', (_, nightly, message) => {
  expect(() => toNightlyOptions(taskWith(nightly))).toThrow(
    expect.objectContaining({ name: 'InvalidRequest', message: expect.stringMatching(message) }),
  );
});

test('a misspelt option is refused when the task is defined', () => {
  expect(() => taskWith({ budgets: {} } as NightlyDefinition)).toThrow(/Did you mean budget\?/);
});

test.each(['https://example.com/hook', 'http://localhost:8080/', 'http://127.0.0.1/', 'http://[::1]:1/'])(
  'a hook at %s is taken',
  (url) => {
    expect(toNightlyOptions(taskWith({ notify: { ...HOOK, url } })).notify).toEqual({ ...HOOK, url });
  },
);

test("a night may spend what the task's own runs may, if nothing else is said", () => {
  expect(toNightlyOptions(taskWith({}))).toMatchObject({
    perNight: { maxLmCalls: 100 },
    perMonth: {},
    isPowerAsked: false,
  });
});
