import { afterEach, expect, test } from 'vitest';
import { configure, configuredDefaults, type Configuration } from '../../program/configure.ts';
import { scriptedLm } from './scripted-lm.ts';

afterEach(() => configure({ lm: null, adapter: null, numThreads: null }));

test('what is left out stays as it was', () => {
  const lm = scriptedLm(() => '');
  configure({ lm, numThreads: 4 });
  configure({ adapter: 'json' });
  expect(configuredDefaults()).toMatchObject({ lm, numThreads: 4, adapter: { name: 'json' } });
});

test.each([
  [{ lmm: 1 }, /does not know 'lmm'\. Expected: lm\./],
  [{ lm: 'openai/gpt' }, /expected a model, as in new LM\(.*but got string/],
  [{ adapter: 'xml' }, /expected 'chat', 'json' or an Adapter, but got string/],
  [{ numThreads: 0 }, /expected a whole number from 1, but got 0/],
])('configure(%j) is refused and changes nothing', (configuration, message) => {
  configure({ numThreads: 2 });
  expect(() => configure({ numThreads: 3, ...configuration } as unknown as Configuration)).toThrow(message);
  expect(configuredDefaults().numThreads).toBe(2);
});
