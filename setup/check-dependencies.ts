/**
 * A step of `npm run check`: the lockfile is in step, every package has an allowed licence and a checksum, no new one runs a
 * script when it is installed, and none is known to be gravely vulnerable. The last needs a registry that answers; where none
 * does, this says so and passes.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  dependencyProblems,
  readAudit,
  type DependencyPolicy,
  type Lockfile,
  type Manifest,
} from './dependency-rules.ts';
import { npmCli } from './npm.mjs';
import { ROOT } from './tools.ts';

const SILENCE_LIMIT_MS = 10_000;

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as T;
}

const problems = dependencyProblems({
  manifest: read<Manifest>('package.json'),
  lock: read<Lockfile>('package-lock.json'),
  policy: read<DependencyPolicy>('setup/dependency-policy.json'),
});

const asked = spawnSync(
  process.execPath,
  [npmCli(), 'audit', '--json', `--fetch-timeout=${SILENCE_LIMIT_MS}`, '--fetch-retries=0'],
  { cwd: ROOT, encoding: 'utf8', timeout: 2 * SILENCE_LIMIT_MS },
);
const audit = readAudit(asked.stdout ?? '');
if (audit.kind === 'not-made')
  process.stdout.write(
    `       no audit was made (${audit.why}); it is made where the registry answers one\n`,
  );
if (audit.kind === 'vulnerable')
  problems.push(`Known vulnerabilities: ${audit.packages.join(', ')}. See npm audit.`);

for (const problem of problems) process.stdout.write(`  ${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
