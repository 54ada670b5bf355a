/**
 * Runs a script of ours (`setup/run.mjs bench/run.ts ...`) or a tool of node_modules (`setup/run.mjs vitest run`) under a Node
 * that can, with all dependencies in place. Plain JavaScript that Node 18 reads; everything else in this repository wants more.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './dependencies.mjs';
import { provideNode } from './node-runtime.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const PACKAGE_OF_TOOL = { tsc: 'typescript' };
// Node 22 calls type stripping and SQLite experimental at every start.
const NODE_OPTIONS = ['--conditions=durable-mipro-source', '--disable-warning=ExperimentalWarning'];
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

// npm passes on the Ctrl-C that the terminal has already sent to all of us: one key press must not count twice.
const SAME_PRESS_MS = 500;

try {
  const [target, ...args] = process.argv.slice(2);
  if (!target) throw new Error('Which script? Usage: node setup/run.mjs <script.ts | tool> [arguments]');
  const node = provideNode(say);
  await installDependencies(ROOT, node, say);
  await runTo(node, [...command(target), ...args]);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

function command(target) {
  if (target.endsWith('.ts')) return [...NODE_OPTIONS, resolve(ROOT, target)];
  const folder = join(ROOT, 'node_modules', PACKAGE_OF_TOOL[target] ?? target);
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest))
    throw new Error(`Expected a .ts file or a tool of node_modules, got "${target}".`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return [join(folder, typeof bin === 'string' ? bin : bin[target])];
}

// The child shares our streams; its end is our end, with its exit code.
async function runTo(node, args) {
  const env = { ...process.env, PATH: dirname(node) + delimiter + (process.env.PATH ?? '') };
  const child = spawn(node, args, { stdio: 'inherit', env });
  for (const signal of FORWARDED) process.on(signal, forwarder(child, signal));
  const { code, signal } = await new Promise((fulfil, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, exitSignal) => fulfil({ code: exitCode, signal: exitSignal }));
  });
  process.exit(signal ? 128 + constants.signals[signal] : code);
}

function forwarder(child, signal) {
  let last = -SAME_PRESS_MS;
  return () => {
    if (performance.now() - last < SAME_PRESS_MS) return;
    last = performance.now();
    child.kill(signal);
  };
}

function say(line) {
  process.stderr.write(`durable-mipro: ${line}\n`);
}
