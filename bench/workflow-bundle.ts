import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WORKFLOWS = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
const FAILURE_CONVERTER = fileURLToPath(new URL('../workflows/failure-converter.ts', import.meta.url));

/** Bundles the workflows once, as the published package has them, and removes the file after the work. */
export async function withWorkflowBundle<T>(work: (bundle: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'durable-mipro-bundle-'));
  try {
    return await work(await bundleInto(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The bundle's path. */
export async function bundleInto(folder: string): Promise<string> {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    failureConverterPath: FAILURE_CONVERTER,
    logger: new DefaultLogger('WARN'),
  });
  const file = join(folder, 'workflow-bundle.js');
  await writeFile(file, code);
  return file;
}
