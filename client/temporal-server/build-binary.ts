import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { BINARY_NAME, TEMPORAL_CLI_VERSION } from './binary.ts';

const SOURCE = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`;
const LINK_FLAGS = `-s -w -X github.com/temporalio/cli/temporalcli.Version=${TEMPORAL_CLI_VERSION}`;
const REASON_LENGTH = 300;

/** The Go command: on PATH, else of GOROOT. Null when there is none. */
export async function findGo(env: NodeJS.ProcessEnv): Promise<string | null> {
  const name = process.platform === 'win32' ? 'go.exe' : 'go';
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  if (env['GOROOT']) folders.push(join(env['GOROOT'], 'bin'));
  for (const folder of folders) {
    if (await isThere(join(folder, name))) return join(folder, name);
  }
  return null;
}

/**
 * Builds the pinned binary with Go into `folder` and returns its path. Pure Go: no C compiler is needed.
 *
 * @throws Error with the last words of the build when it fails.
 */
export async function buildBinary(go: string, folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const build = spawn(go, ['install', '-ldflags', LINK_FLAGS, SOURCE], {
    cwd: folder,
    env: {
      GOFLAGS: '-modcacherw',
      HOME: homedir(),
      ...env,
      GOBIN: folder,
      GO111MODULE: 'on',
      CGO_ENABLED: '0',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stopBuild = () => build.kill();
  process.once('exit', stopBuild);
  let said = '';
  build.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-REASON_LENGTH);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    build.once('error', reject);
    build.once('close', resolve);
  });
  process.off('exit', stopBuild);
  if (code !== 0) throw new Error(`go install ended with code ${code}: ${said.trim()}`);
  return join(folder, BINARY_NAME);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
