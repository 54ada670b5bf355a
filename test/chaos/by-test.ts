import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChaosRun } from './chaos-run.ts';
import { COVERED, type Covering } from './covered.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** A fault whose whole campaign is a test that `npm test` has: nothing in it is left to chance. */
export interface TestedFault {
  readonly id: string;
  readonly title: string;
}

export const TESTED: readonly TestedFault[] = [
  { id: 'R23', title: 'fifty starts of one run at once' },
  { id: 'R26', title: 'a file with more rows than are wanted' },
  { id: 'R27', title: 'rows, answers and instructions of megabytes' },
  { id: 'R33', title: 'two versions of a deployment together' },
  { id: 'R34', title: 'nights by their own clock' },
  { id: 'R37', title: 'two runs share store, key and worker' },
];

/** Runs the tests of a fault once. */
export function runTests({ id }: TestedFault): ChaosRun {
  const startedAt = performance.now();
  const wrong = (COVERED[id] ?? []).flatMap(failure);
  const wallMs = Math.round(performance.now() - startedAt);
  const nothing = { repeats: 0, recoveredAfterMs: [], notes: {}, overUndisturbedMs: null, same: null };
  return { fault: id, variant: 'by its test', wallMs, ...nothing, wrong };
}

function failure({ file, title }: Covering): string[] {
  const args = ['--conditions=durable-mipro-source', VITEST, 'run', file, '-t', title];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? [] : [`${file}, "${title}":\n${stdout.slice(-2_000)}`];
}
