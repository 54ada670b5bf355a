import { expect, test } from 'vitest';
import type { ArtifactRef } from '../../domain/artifact.ts';
import type { PreparedRun, RunState } from '../../domain/run.ts';
import { candidateOf, choiceCounts, defaultChoices } from '../../workflows/candidates.ts';

const ref = (name: string): ArtifactRef => ({ sha256: name, bytes: 1 });
const refs = (...names: string[]) => names.map(ref);

function stateWith(tables: Pick<RunState, 'instructions' | 'demos'>): RunState {
  return { prepared: { predictors: ['one', 'two'] }, ...tables } as unknown as RunState;
}

const FEW_SHOT = stateWith({
  instructions: [refs('i0', 'i1'), refs('j0', 'j1', 'j2')],
  demos: [refs('d0', 'd1'), refs('e0', 'e1')],
});
const ZERO_SHOT = stateWith({ instructions: [refs('i0', 'i1'), refs('j0', 'j1', 'j2')], demos: [] });

test('choices are taken in the order instruction and demos of the first predictor, then of the second', () => {
  expect(candidateOf(FEW_SHOT, [1, 0, 2, 1])).toEqual({
    key: '1,0,2,1',
    patches: [
      { predictor: 'one', instruction: ref('i1'), demos: ref('d0') },
      { predictor: 'two', instruction: ref('j2'), demos: ref('e1') },
    ],
  });
});

test('without demo choices a candidate keeps the program’s own demos', () => {
  expect(candidateOf(ZERO_SHOT, [1, 2])).toEqual({
    key: '1,2',
    patches: [
      { predictor: 'one', instruction: ref('i1'), demos: null },
      { predictor: 'two', instruction: ref('j2'), demos: null },
    ],
  });
});

test('a choice that does not exist is a bug, not the program’s own text', () => {
  expect(() => candidateOf(FEW_SHOT, [2, 0, 0, 0])).toThrow('Choice 2 is not one of 2.');
  expect(() => candidateOf(FEW_SHOT, [0, 0, 0])).toThrow('Choice undefined is not one of 2.');
});

test('the sampler is told how many choices each predictor has', () => {
  expect(choiceCounts(FEW_SHOT)).toEqual([
    { instructions: 2, demos: 2 },
    { instructions: 3, demos: 2 },
  ]);
  expect(choiceCounts(ZERO_SHOT).map(({ demos }) => demos)).toEqual([0, 0]);
});

test.each([
  [{ zeroShot: true, ownDemos: true }, [0, 0]],
  [{ zeroShot: false, ownDemos: false }, [0, 0, 0, 0]],
  [{ zeroShot: false, ownDemos: true }, [0, 4, 0, 4]],
])('the unchanged program of a run with %j is %j', ({ zeroShot, ownDemos }, choices) => {
  const prepared = { predictors: ['one', 'two'], sizes: { zeroShot, demoSets: 4 }, ownDemos };
  expect(defaultChoices(prepared as unknown as PreparedRun)).toEqual(choices);
});
