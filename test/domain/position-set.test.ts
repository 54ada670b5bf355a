import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasPosition, positionSet } from '../../domain/position-set.ts';

test('a set of positions has those that were put in and no others', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 70 }), (members) => {
      const set = positionSet(members.length, (position) => members[position] === true);
      expect(set).toHaveLength(Math.ceil(members.length / 4));
      expect(members.map((_, position) => hasPosition(set, position))).toEqual(members);
      expect(hasPosition(set, members.length + 3)).toBe(false);
    }),
  );
});

test('the empty set has no position', () => {
  expect(hasPosition('', 0)).toBe(false);
});
