import { expect, test } from 'vitest';
import { mcnemarPower } from '../../../optimizer/promotion/mcnemar-power.ts';
import { powerNote } from '../../../optimizer/promotion/power-note.ts';
import { binaryPairs } from './made-up-pairs.ts';

const WISH = { alpha: 0.05, effect: 0.05, power: 0.8 };

test('to find five points with a chance of 80 % at alpha 0.05 takes about 500 rows, if one in five differs', () => {
  const { rowsNeeded } = powerNote(100, WISH);
  expect(rowsNeeded).toBeGreaterThan(490);
  expect(rowsNeeded).toBeLessThan(540);
  expect(mcnemarPower(rowsNeeded, { alpha: 0.05, gain: 0.05, discordance: 0.2 })).toBeGreaterThanOrEqual(0.8);
});

test('a holdout that is too small says how many rows it needs', () => {
  const note = powerNote(100, { ...WISH, alpha: 0.01 });
  expect(note.enough).toBe(false);
  expect(note.text).toBe(
    `100 holdout rows find a gain of 14.2 points or more with a chance of 80 % at alpha 0.01; to find 5 points takes ${note.rowsNeeded} holdout rows (if they differ on 20 % of the rows).`,
  );
});

test('a holdout that can find nothing says so', () => {
  const note = powerNote(5, { ...WISH, alpha: 0.01 });
  expect(note.detectableGain).toBeNull();
  expect(note.text).toContain('5 holdout rows can find no gain at all with a chance of 80 % at alpha 0.01');
});

test('the rows it needs are enough, and the gain it finds is found', () => {
  const { rowsNeeded } = powerNote(100, WISH);
  expect(powerNote(rowsNeeded, WISH).enough).toBe(true);
  expect(powerNote(rowsNeeded, WISH).detectableGain).toBeLessThanOrEqual(0.05);
});

test('once enough rows differ, their share is what the note goes by', () => {
  const note = powerNote(200, WISH, binaryPairs({ rows: 200, better: 12, worse: 8 }));
  expect([note.spreadFrom, note.text.endsWith('(as the two differ here).')]).toEqual(['holdout', true]);
  expect(note.rowsNeeded).toBeLessThan(powerNote(200, WISH).rowsNeeded);
});

test('graded scores with a small spread need fewer rows', () => {
  const graded = Array.from({ length: 100 }, (_, row) => ({
    champion: 0.5,
    challenger: 0.5 + (row % 5) / 50,
    slices: [],
  }));
  expect(powerNote(100, WISH, graded).rowsNeeded).toBeLessThan(20);
});
