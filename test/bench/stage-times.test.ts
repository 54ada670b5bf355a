import { expect, it } from 'vitest';
import { chosenCases, nameOf } from '../../bench/bench-case.ts';
import { coveredMs, stageTimes } from '../../bench/stage-times.ts';

function step(activity: string, startedMs: number, completedMs: number) {
  return { activity, scheduledMs: startedMs, startedMs, completedMs };
}

it('time in which two shards run counts once', () => {
  const shards = [step('scoreShard', 20, 30), step('scoreShard', 0, 10), step('scoreShard', 5, 15)];
  expect(coveredMs(shards)).toBe(25);
});

it('stages fill the whole run, and a search waits where no shard runs', () => {
  const steps = [
    step('prepareRun', 10, 100),
    step('bootstrapDemoSet', 110, 300),
    step('scoreShard', 110, 390),
    step('saveCheckpoint', 400, 420),
    step('scoreShard', 410, 500),
    step('scoreShard', 530, 600),
  ];
  expect(stageTimes({ startMs: 0, endMs: 650, steps, events: 0 })).toEqual({
    prepareMs: 100,
    proposeMs: 300,
    searchMs: 200,
    selectMs: 50,
    doneAfterMs: { bootstrapDemoSet: 200, scoreShard: 290 },
    searchIdleMs: 40,
  });
});

it('a case that is none is refused with an example of one', () => {
  expect(() => chosenCases(['light-3-30'], false)).toThrow(/like medium-2-100.*got light-3-30/);
});

it('the whole list has eight cases with latency and one without', () => {
  const cases = chosenCases([], false);
  expect(cases.map(nameOf).filter((name) => !name.endsWith('-0'))).toHaveLength(8);
  expect(cases.at(-1)?.latencyMs).toBe(0);
});
