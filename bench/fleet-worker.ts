import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MEMBER = fileURLToPath(new URL('fleet-member.ts', import.meta.url));

/** Starts a worker in a process of its own; resolves once it serves, with what ends it in good order. */
export async function startFleetWorker(
  modelUrl: string,
  env: NodeJS.ProcessEnv,
): Promise<() => Promise<void>> {
  const args = ['--conditions=durable-mipro-source', MEMBER, modelUrl];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const ended = once(child, 'exit');
  const failed = ended.then(() => {
    throw new Error(`A worker ended before it served:\n${said}`);
  });
  await Promise.race([once(child.stdout, 'data'), failed]);
  failed.catch(() => {});
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}
