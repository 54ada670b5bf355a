import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const CLI = 'npm-cli.js';

/** Runs npm under the given Node, silent unless it fails, everything it says on stderr. */
export function runNpm(node, args, cwd) {
  const env = { ...process.env, PATH: dirname(node) + delimiter + (process.env.PATH ?? '') };
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const run = spawnSync(node, [npmCli(), ...args, ...quiet], { cwd, env, stdio: ['ignore', 2, 2] });
  if (run.error) throw run.error;
  if (run.status !== 0) {
    const how = run.signal ? `was ended by ${run.signal}` : `ended with code ${run.status}`;
    throw new Error(
      `npm ${args[0]} ${how}. Its reason stands above; check the network and the registry, then run again.`,
    );
  }
}

/** The script of npm itself, so that it can run under another Node than the one on PATH. */
export function npmCli() {
  const found = candidates().find((path) => path.endsWith(CLI) && existsSync(path));
  if (found) return found;
  throw new Error(
    `npm was not found: neither npm_execpath, nor beside ${process.execPath}, nor on PATH. Install npm.`,
  );
}

function candidates() {
  const nodeFolder = dirname(realpathSync(process.execPath));
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'npm'))
    .filter((path) => existsSync(path))
    .map((path) => realpathSync(path));
  return [
    process.env.npm_execpath ?? '',
    join(nodeFolder, '..', 'lib', 'node_modules', 'npm', 'bin', CLI),
    join(nodeFolder, 'node_modules', 'npm', 'bin', CLI),
    join('/usr/share/nodejs/npm/bin', CLI),
    ...onPath,
  ];
}
