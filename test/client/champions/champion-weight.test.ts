import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { savedProgramText } from '../../../program/saved/program-state.ts';
import { Predict } from '../../../program/predict.ts';
import { FileChampionRegistry } from '../../../stores/file-champion-registry.ts';
import { promotionOf } from '../../contracts/a-promotion.ts';
import { temporaryFolder } from '../../stores/temporary-folder.ts';

const home = temporaryFolder();

test('an application that loads a champion loads neither Temporal nor openai', async () => {
  const program = savedProgramText(new Predict('ticket -> label'));
  await new FileChampionRegistry(home).promote(promotionOf('light', { program }));
  const code = `
    import { registerHooks } from 'node:module';
    const packages = new Set();
    registerHooks({
      load(url, context, next) {
        const found = /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url);
        if (found) packages.add(found[1]);
        return next(url, context);
      },
    });
    const { loadChampion, Predict } = await import(${JSON.stringify(join(import.meta.dirname, '../../../index.ts'))});
    const beforeCall = [...packages];
    const champion = await loadChampion('light', { home: ${JSON.stringify(home)} });
    champion.into(new Predict('ticket -> label'));
    console.log(JSON.stringify({ beforeCall, after: [...packages] }));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual({ beforeCall: ['jsonrepair'], after: ['jsonrepair', 'zod'] });
});
