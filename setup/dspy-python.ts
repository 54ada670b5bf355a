import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../client/temporal-server/cache-folder.ts';

const REQUIREMENT = 'dspy[optuna]==3.3.1';
const OLDEST_PYTHON = [3, 10] as const;

/** No Python that can run DSPy is on this machine. */
export class PythonMissing extends Error {
  override readonly name = 'PythonMissing';
}

/**
 * The Python of a virtual environment with the real DSPy, made once per user (about a minute) and kept.
 * @throws PythonMissing saying what is lacking; Error with pip's last lines when the installation fails
 */
export function dspyPython(say: (line: string) => void): string {
  const folder = join(cacheFolder(), 'dspy-3.3.1');
  const python = join(folder, 'bin', 'python');
  const finished = join(folder, 'finished');
  if (existsSync(finished)) return python;
  checkPython();
  say(`installing ${REQUIREMENT} in ${folder} (about a minute, once)`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (run('python3', ['-m', 'venv', folder]).status !== 0)
    throw new PythonMissing('python3 has no working venv module (on Debian: the package python3-venv)');
  const { status, stderr } = run(python, ['-m', 'pip', 'install', '--quiet', REQUIREMENT]);
  if (status !== 0) throw new Error(`pip could not install ${REQUIREMENT}:\n${stderr.trim().slice(-600)}`);
  writeFileSync(finished, '');
  return python;
}

function checkPython(): void {
  const { status, stdout } = run('python3', ['-c', 'import sys; print(*sys.version_info[:2])']);
  const [major = 0, minor = 0] = status === 0 ? stdout.split(' ').map(Number) : [];
  if (major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1])) return;
  const found = status === 0 ? `found ${major}.${minor}` : 'found no python3';
  throw new PythonMissing(`DSPy needs Python ${OLDEST_PYTHON.join('.')} or newer; ${found}`);
}

function run(command: string, args: readonly string[]) {
  return spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
