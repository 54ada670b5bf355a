import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The `temporal` command line version that we download or build; every figure in our documents was measured with it. */
export const TEMPORAL_CLI_VERSION = '1.5.1';

/** Older servers lack worker deployments and update-with-start. */
export const OLDEST_SERVER = '1.29.0';

export const BINARY_NAME = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

const ANSWER_TIMEOUT_MS = 20_000;
const run = promisify(execFile);

/** A binary that can be used, or why not. */
export type BinaryCheck =
  | { readonly usable: true; readonly path: string; readonly serverVersion: string }
  | { readonly usable: false; readonly why: string };

/** Asks a binary for its version: proof that it is whole, runs on this machine and holds a server that is new enough. */
export async function checkBinary(path: string): Promise<BinaryCheck> {
  if (!(await isExecutable(path))) return { usable: false, why: `${path} is not there or may not be run` };
  const answer = await askVersion(path);
  const serverVersion = /\(Server (\d+\.\d+\.\d+)/.exec(answer)?.[1];
  if (serverVersion === undefined) {
    return {
      usable: false,
      why: `${path} --version did not name its server, it said: ${answer.slice(0, 80)}`,
    };
  }
  if (isOlder(serverVersion, OLDEST_SERVER)) {
    return { usable: false, why: `${path} holds server ${serverVersion}, older than ${OLDEST_SERVER}` };
  }
  return { usable: true, path, serverVersion };
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// A binary that cannot start, or that does not answer, has its reason in the answer.
async function askVersion(path: string): Promise<string> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: ANSWER_TIMEOUT_MS });
    return stdout.trim();
  } catch (error) {
    return (error as Error).message.trim();
  }
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  for (const [index, part] of (a ?? []).entries()) {
    const other = b?.[index] ?? 0;
    if (part !== other) return part < other;
  }
  return false;
}
