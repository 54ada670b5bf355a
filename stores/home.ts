import { isAbsolute, join, resolve } from 'node:path';

/** Where everything is kept: `DURABLE_MIPRO_HOME`, or `.durable-mipro` in the working directory. Absolute. */
export function homeDirectory(env: NodeJS.ProcessEnv = process.env, cwd: string = process.cwd()): string {
  const chosen = env['DURABLE_MIPRO_HOME'];
  if (chosen === undefined || chosen === '') return join(cwd, '.durable-mipro');
  return isAbsolute(chosen) ? chosen : resolve(cwd, chosen);
}

export function databaseFile(home: string): string {
  return join(home, 'responses.sqlite');
}

export function artifactsFolder(home: string): string {
  return join(home, 'artifacts');
}

export function runsFolder(home: string): string {
  return join(home, 'runs');
}

/** Which examples user code hung on or exited at, in processes that it took with it. */
export function stoppedWorkFile(home: string): string {
  return join(home, 'stopped-work.jsonl');
}
