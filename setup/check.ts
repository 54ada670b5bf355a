/** `npm run check`: everything about the sources that can be judged without running them. Tests are `npm test`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, toolCommand } from './tools.ts';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

const STEPS: readonly Step[] = [
  { name: 'format', command: toolCommand('prettier', '--check', '--log-level=warn', '.') },
  { name: 'lint', command: toolCommand('oxlint', '--type-aware', '--deny-warnings') },
  { name: 'types', command: toolCommand('tsc', '-p', 'tsconfig.json') },
  { name: 'sandbox types', command: toolCommand('tsc', '-p', 'tsconfig.sandbox.json') },
  { name: 'declarations', command: toolCommand('tsc', '-p', 'tsconfig.build.json', '--noEmit') },
  { name: 'dependencies', command: [join(ROOT, 'setup', 'check-dependencies.ts')] },
  { name: 'dead code', command: toolCommand('knip', '--no-progress') },
];

const failed: string[] = [];
for (const step of STEPS) {
  const started = performance.now();
  const isGood = await runStep(step.command);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${isGood ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)\n`);
  if (!isGood) failed.push(step.name);
}
if (failed.length > 0) {
  process.stdout.write(`\n${failed.length} of ${STEPS.length} checks failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}

function runStep(command: readonly string[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: ROOT, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}
