import { expect, test } from 'vitest';
import { CASES } from './fixtures.ts';
import { tallyReport, type TallyLine } from './tally-report.ts';

const FILE = 'evaluate-rounding.json';
const names = CASES[FILE]?.() ?? [];
const all: TallyLine[] = names.map((name) => [FILE, name, 'equal']);

test.each(Object.keys(CASES))('%s has cases, and no two of one name', (file) => {
  const found = CASES[file]?.() ?? [];
  expect(found.length).toBeGreaterThan(0);
  expect(new Set(found).size).toBe(found.length);
});

test('the table counts cases by verdict, and one compared twice once', () => {
  const { text, missing } = tallyReport([...all, [FILE, 'two-true', 'tie'], [FILE, 'two-true', 'equal']]);
  expect(text.split('\n')[1]?.split(/\s+/)).toEqual([FILE, '28', '28', '27', '1', '0']);
  expect(missing).toEqual([]);
});

test('a case that no test compared is named', () => {
  expect(tallyReport(all.slice(1)).missing).toEqual([`${FILE}: ${names[0]}`]);
});

test('a case that the fixture does not have is refused', () => {
  expect(() => tallyReport([[FILE, 'made up', 'equal']])).toThrow(
    `Compared cases that ${FILE} does not have: made up`,
  );
});

test('a fixture that has to be compared and is not is missing as a whole', () => {
  expect(tallyReport([], [FILE]).missing).toHaveLength(28);
});

test('a run that compares nothing prints nothing', () => {
  expect(tallyReport([])).toEqual({ text: '', missing: [] });
});
