import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkflowBundleOption } from '@temporalio/worker';

let made: Promise<WorkflowBundleOption> | undefined;

/**
 * The workflow code as workers need it: the file made at build time when the package runs compiled, else bundled from
 * the sources, once per process (2 seconds).
 */
export function workflowBundle(): Promise<WorkflowBundleOption> {
  made ??= findOrMake();
  return made;
}

async function findOrMake(): Promise<WorkflowBundleOption> {
  const given = process.env['DURABLE_MIPRO_WORKFLOW_BUNDLE'];
  const built = given ?? fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  if (existsSync(built)) return { codePath: built };
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(`../workflows/index.${extension}`, import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
}
