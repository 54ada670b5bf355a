import { readFileSync } from 'node:fs';
import type { TestProject } from 'vitest/node';

/** The modules through which a test file gets at the server. */
const SERVER_USERS = /real-server|run-harness/;

/** True unless this is one pass over test files none of which asks for the server or the bundle: then neither is made. */
export async function needsServer(project: TestProject): Promise<boolean> {
  if (project.vitest.config.watch) return true;
  // The filters of the command line; not part of the runner's published types, so their absence means all files.
  const { filenamePattern } = project.vitest as { filenamePattern?: string[] };
  const { testFiles } = await project.globTestFiles(filenamePattern);
  return testFiles.some((file) => SERVER_USERS.test(readFileSync(file, 'utf8')));
}
