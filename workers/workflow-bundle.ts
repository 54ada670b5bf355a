import { readFile } from 'node:fs/promises';
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

/** On the first line, so that line numbers stay. `workflows/failure-converter.ts` looks for it. */
const ENCRYPTS_FAILURES = 'globalThis.durableMiproEncryptsFailures=true;';

/** The same for a worker that encrypts: messages of failures leave the workflow as payloads. */
export async function encryptingBundle(): Promise<WorkflowBundleOption> {
  const bundle = await workflowBundle();
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
  return { code: ENCRYPTS_FAILURES + code };
}

async function findOrMake(): Promise<WorkflowBundleOption> {
  const given = process.env['DURABLE_MIPRO_WORKFLOW_BUNDLE'];
  const built = given ?? fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  if (existsSync(built)) return { codePath: built };
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const inWorkflows = (name: string) =>
    fileURLToPath(new URL(`../workflows/${name}.${extension}`, import.meta.url));
  return bundleWorkflowCode({
    workflowsPath: inWorkflows('index'),
    failureConverterPath: inWorkflows('failure-converter'),
    logger: new DefaultLogger('WARN'),
  });
}
