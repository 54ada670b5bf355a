import { expect, test } from 'vitest';
import { codePlace } from '../../program/code-place.ts';

function withStack(...frames: readonly string[]): Error {
  const error = new Error('secret');
  error.stack = ['Error: secret', ...frames].join('\n');
  return error;
}

test('the place is that of the first frame in code that is neither Node, a package nor ours', () => {
  const own = new URL('../../metrics/exact-match.ts', import.meta.url).href;
  const error = withStack(
    '    at fail (node:internal/process/task_queues:95:5)',
    `    at compare (${own}:17:9)`,
    '    at zod (file:///project/node_modules/zod/index.js:3:1)',
    `    at metric (file://${process.cwd()}/tasks/triage.ts:12:7)`,
  );
  expect(codePlace(error)).toBe('tasks/triage.ts:12');
});

test('a syntax error has its place on top of the stack', () => {
  const error = new SyntaxError('no');
  error.stack = `${process.cwd()}/task.ts:2\nconst = 2;\n      ^\n\nSyntaxError: no\n    at compile (node:vm:1:1)`;
  expect(codePlace(error)).toBe('task.ts:2');
});

test('without such a frame, or without an error, there is no place', () => {
  expect(codePlace(withStack('    at node:internal/x:1:1'))).toBe('');
  expect(codePlace('thrown text')).toBe('');
});
