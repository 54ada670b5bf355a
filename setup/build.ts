/** `npm run build`: what the package ships, in `dist`: JavaScript, declarations and the workflow bundle that workers load. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, toolCommand } from './tools.ts';

const DIST = join(ROOT, 'dist');
const SHEBANG = '#!/usr/bin/env node\n';

rmSync(DIST, { recursive: true, force: true });
compile();
await bundleWorkflows();
makeRunnable(join(DIST, 'client', 'cli.js'));

function compile(): void {
  const { status, error } = spawnSync(process.execPath, toolCommand('tsc', '-p', 'tsconfig.build.json'), {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (error) throw error;
  if (status !== 0) process.exit(1);
}

// Made here and shipped, so that a worker starts without webpack and every worker of a version replays the same code.
async function bundleWorkflows(): Promise<void> {
  const workflowsPath = join(DIST, 'workflows', 'index.js');
  if (!existsSync(workflowsPath)) return;
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    failureConverterPath: join(DIST, 'workflows', 'failure-converter.js'),
    logger: new DefaultLogger('WARN'),
  });
  writeFileSync(join(DIST, 'workflow-bundle.js'), code);
}

function makeRunnable(path: string): void {
  if (!existsSync(path)) return;
  const source = readFileSync(path, 'utf8');
  if (!source.startsWith('#!')) writeFileSync(path, SHEBANG + source);
  chmodSync(path, 0o755);
}
