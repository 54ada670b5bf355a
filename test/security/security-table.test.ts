import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const PAGE = readFileSync(new URL('docs/security.md', ROOT), 'utf8');
const ROWS = PAGE.split('\n').filter((line) => line.startsWith('| ') && !/^\| (---|threat)/.test(line));

function namedIn(row: string): { file: string; title: string }[] {
  return [...row.matchAll(/`(test\/[^`]+)`: "([^"]+)"/g)].map(([, file = '', title = '']) => ({
    file,
    title,
  }));
}

const NAMED = ROWS.flatMap(namedIn);

test.each(NAMED)('$file has a test called "$title"', ({ file, title }) => {
  const path = new URL(file, ROOT);
  expect(existsSync(path), file).toBe(true);
  const quoted = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.includes(`'${title}`));
  expect(quoted).not.toEqual([]);
});

test('every threat has a test, or there is nothing that it could threaten', () => {
  expect(ROWS.length).toBeGreaterThan(20);
  const bare = ROWS.filter((row) => namedIn(row).length === 0);
  for (const row of bare) expect(row).toMatch(/\b[Nn]o (dashboard exists|CSV and no HTML is written)/);
  expect(bare).toHaveLength(2);
});

test('no test is named in a way that this page’s check does not see', () => {
  expect(NAMED.length).toBe(ROWS.join('\n').split('`test/').length - 1);
});
