import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Runs a script of this folder under this Node and gives its stdout. @throws Error when it fails */
export async function runProcess(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const stdout = await text(child.stdout);
  const code = await ended;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with code ${code}; its reason stands on stderr.`);
  return stdout;
}
