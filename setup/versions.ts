/** Prints what a run of the checks ran with: an older Node would make npm choose older packages without a word. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './tools.ts';

const PACKAGES = [
  '@temporalio/client',
  '@temporalio/worker',
  '@temporalio/workflow',
  'openai',
  'vitest',
  'typescript',
];

process.stdout.write(`node ${process.version}\n`);
for (const name of PACKAGES) {
  const manifest = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  process.stdout.write(`${name} ${version}\n`);
}
