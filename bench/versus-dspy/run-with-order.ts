import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { RunOrder, SideFacts } from './run-order.ts';

const LINES_TOLD = 15;

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Runs one side with its order on stdin. @throws Error with the end of its stderr when it fails */
export async function runWithOrder({ program, args, env }: Command, order: RunOrder): Promise<SideFacts> {
  const child = spawn(program, args, { env: { ...process.env, ...env } });
  const ended = once(child, 'close');
  child.stdin.end(JSON.stringify(order));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  if (code === 0) return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as SideFacts;
  const last = stderr.trim().split('\n').slice(-LINES_TOLD).join('\n');
  throw new Error(`${args.join(' ')} ended with code ${code}:\n${last}`);
}
