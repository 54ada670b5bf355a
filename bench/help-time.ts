import { fileURLToPath } from 'node:url';
import { median } from './median.ts';
import { runProcess } from './run-process.ts';

const CLI = fileURLToPath(new URL('../client/cli.ts', import.meta.url));
const CONDITION = '--conditions=durable-mipro-source';
const TIMES = 5;

/** How long `--help` takes as a whole process, and the share of it that Node takes to do nothing. */
export async function helpTime(): Promise<{ helpMs: number; bareNodeMs: number }> {
  const help: number[] = [];
  const bare: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    bare.push(await timeOf(['-e', '0']));
    help.push(await timeOf([CONDITION, CLI, '--help']));
  }
  return { helpMs: median(help), bareNodeMs: median(bare) };
}

async function timeOf(args: readonly string[]): Promise<number> {
  const startMs = performance.now();
  await runProcess(args);
  return performance.now() - startMs;
}
