import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TESTED } from './by-test.ts';
import { COVERED, PROVIDERS } from './covered.ts';
import { FAULTS } from './faults/index.ts';

const COVERINGS = [...Object.entries(COVERED), ...Object.entries(PROVIDERS)].flatMap(([what, list]) =>
  list.map(({ file, title }) => [what, file, title] as const),
);

test.each(COVERINGS)('%s is looked at in %s: %s', (...[, file, title]) => {
  expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).toContain(title);
});

test('every fault of the campaign has a place in npm test', () => {
  const missing = [...FAULTS, ...TESTED].filter(({ id }) => (COVERED[id] ?? []).length === 0);
  expect(missing.map(({ id }) => id)).toEqual([]);
});

test('faults have a name of their own, and at most one of the two ways to be tried', () => {
  const ids = [...FAULTS, ...TESTED].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
