import { expect, test } from 'vitest';
import { read } from './pages.ts';

const NAMED_FENCE = /<!-- (\S+) -->\n+```ts\n([\s\S]*?)```/g;

const fences = [...read('README.md').matchAll(NAMED_FENCE)].map(([, path = '', code = '']) => ({
  path,
  code,
}));

test('the README shows the script and the task module', () => {
  expect(fences.map(({ path }) => path)).toEqual([
    'examples/02-twenty-lines/optimize.ts',
    'examples/03-fleet/ticket-triage.ts',
  ]);
});

test.each(fences)('the code in the README is $path', ({ path, code }) => {
  expect(code).toBe(read(path));
});
