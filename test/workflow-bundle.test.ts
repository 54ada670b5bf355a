import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { expect, test } from 'vitest';

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The bundle's code, or what the bundler complained of. */
async function bundle(name: string): Promise<{ code: string } | { complaints: string }> {
  const complaints: string[] = [];
  const logger = new DefaultLogger('ERROR', ({ message }) => complaints.push(message));
  try {
    return { code: (await bundleWorkflowCode({ workflowsPath: pathOf(name), logger })).code };
  } catch (error) {
    return { complaints: [...complaints, String(error)].join('\n') };
  }
}

test('the workflows bundle, and no other room’s code is in them but what the law allows', async () => {
  const bundled = await bundle('../workflows/index.ts');
  const code = 'code' in bundled ? bundled.code : bundled.complaints;
  for (const own of ['workflows/search.ts', 'optimizer/schedule.ts', 'domain/candidate.ts'])
    expect(code.includes(own), own).toBe(true);
  for (const stranger of ['lm/lm.ts', 'optimizer/tpe.ts', 'program/predict.ts', 'stores/', 'activities/'])
    expect(code.includes(`/${stranger}`), stranger).toBe(false);
});

test('a workflow that imports a Node module does not bundle', async () => {
  expect(await bundle('workflows/reads-a-file.ts')).toMatchObject({
    complaints: expect.stringMatching(/node:fs/),
  });
});

test('a workflow that reaches the network through another room does not bundle', async () => {
  expect(await bundle('workflows/asks-a-model.ts')).toMatchObject({
    complaints: expect.stringMatching(/node:async_hooks|node:crypto/),
  });
});
