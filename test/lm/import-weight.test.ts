import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Runs code in a fresh process and gives the packages it loaded. */
function packagesLoadedBy(code: string): string[] {
  const lm = JSON.stringify(join(import.meta.dirname, '../../lm/lm.ts'));
  const program = `
    import { registerHooks } from 'node:module';
    const packages = new Set();
    registerHooks({
      load(url, context, next) {
        const found = /node_modules\\/(\\w+)/.exec(url);
        if (found) packages.add(found[1]);
        return next(url, context);
      },
    });
    const { LM } = await import(${lm});
    ${code}
    console.log(JSON.stringify([...packages]));
  `;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }),
  );
}

it('importing the model client and making an LM loads no package', () => {
  expect(packagesLoadedBy("new LM('openai/gpt-4o-mini').with({ temperature: 1 });")).toEqual([]);
});

it('the first call loads the openai package', () => {
  const call = `await new LM('vllm/x', { baseUrl: 'http://127.0.0.1:9/v1' }, { clock: instant })
    .complete({ messages: [] }).catch(() => {});`;
  const instant =
    'const instant = { nowMs: Date.now, random: () => 0, after: (ms, run) => (setImmediate(run), () => {}) };';
  expect(packagesLoadedBy(instant + call)).toEqual(['openai']);
});
