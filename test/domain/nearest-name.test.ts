import { expect, test } from 'vitest';
import { nearestName } from '../../domain/nearest-name.ts';

test.each([
  ['tiket', ['label', 'ticket'], 'ticket'],
  ['Ticket', ['ticket'], 'ticket'],
  ['numThread', ['lm', 'numThreads'], 'numThreads'],
  ['a', ['b', 'xyz'], 'b'],
  ['question', ['answer', 'context'], undefined],
  ['question', [], undefined],
])('the name nearest to %j among %j is %j', (name, known, expected) => {
  expect(nearestName(name, known)).toBe(expected);
});
