import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { firstCells, pages, read, ROOT } from './pages.ts';

const LINK = /\]\((?!https?:)([^)\s]+)\)/g;
const SECTIONS = ['Question', 'Options', 'Decision', 'Consequences', 'We were wrong if'];

test.each(pages())('every link of %s leads to a file', (page) => {
  const broken = [...read(page).matchAll(LINK)]
    .map(([, target = '']) => target.split('#')[0] ?? '')
    .filter((target) => target !== '' && !existsSync(join(ROOT, dirname(page), target)));
  expect(broken).toEqual([]);
});

test('the README stays under 250 lines and the guide for contributors under 80', () => {
  const lines = ['README.md', 'CONTRIBUTING.md'].map((page) => read(page).split('\n').length);
  expect(lines[0]).toBeLessThan(250);
  expect(lines[1]).toBeLessThan(80);
});

describe('decisions', () => {
  const files = readdirSync(join(ROOT, 'docs/decisions'))
    .filter((name) => name !== 'README.md')
    .toSorted();

  test('are numbered without a gap', () => {
    const numbers = files.map((name) => Number(name.slice(0, 4)));
    expect(numbers).toEqual(files.map((_, index) => index + 1));
  });

  test('are all in the list', () => {
    const listed = [...read('docs/decisions/README.md').matchAll(LINK)].map(([, target]) => target);
    expect(listed).toEqual(files);
  });

  test.each(files)('%s has a status and every section', (name) => {
    const page = read(`docs/decisions/${name}`);
    const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(page).toMatch(/^# \d{4}\. .+\n\nStatus: (accepted|replaced), \d{4}-\d{2}-\d{2}\. Replaces: /);
    expect(sections).toEqual(SECTIONS);
  });
});

test('every folder of sources is a room of the architecture page', () => {
  const notRooms = ['docs', 'test', 'examples', 'bench', 'node_modules', 'dist', 'coverage'];
  const folders = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !notRooms.includes(entry.name))
    .map(({ name }) => `\`${name}/\``);
  expect(firstCells(read('docs/architecture.md'), 'room').toSorted()).toEqual(folders.toSorted());
});
