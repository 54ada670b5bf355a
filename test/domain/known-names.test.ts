import { expect, test } from 'vitest';
import { refuseUnknownNames } from '../../domain/known-names.ts';

const KNOWN = ['numTrials', 'seed'];

test('a misspelt name is refused with the one that was meant', () => {
  expect(() => refuseUnknownNames('compile', { numTrails: 3 }, KNOWN)).toThrow(
    'compile has no option numTrails. Did you mean numTrials?',
  );
});

test('a name that is near to none is refused with all that are known', () => {
  expect(() => refuseUnknownNames('compile', { colour: 3 }, KNOWN)).toThrow(
    'compile has no option colour. Known are numTrials, seed.',
  );
});

test('known names pass, and unknown ones that hold nothing', () => {
  expect(() => refuseUnknownNames('compile', { seed: 0, colour: undefined }, KNOWN)).not.toThrow();
});
