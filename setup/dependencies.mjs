import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { seconds } from './node-runtime.mjs';
import { runNpm } from './npm.mjs';

const STAMP = '.durable-mipro-lock-hash';

/** Makes `node_modules` match `package-lock.json`, by an `npm ci` under the given Node when it does not. */
export async function installDependencies(root, node, say) {
  if (areCurrent(root)) return;
  const onWait = () => say('another process installs the dependencies; waiting for it ...');
  await withLock(join(root, '.durable-mipro', 'install.lock'), { onWait }, () => {
    if (areCurrent(root)) return;
    const started = Date.now();
    say('installing the dependencies ...');
    runNpm(node, ['ci', '--include=dev'], root);
    writeStamp(root);
    say(`dependencies installed (${seconds(started)})`);
  });
}

function areCurrent(root) {
  const modules = join(root, 'node_modules');
  if (!existsSync(modules)) return false;
  // A linked folder belongs to another checkout, which keeps it current.
  if (lstatSync(modules).isSymbolicLink()) return true;
  const stamp = join(modules, STAMP);
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lockHash(root);
  if (!isInstalledAsLocked(root)) return false;
  writeStamp(root);
  return true;
}

// Covers an `npm ci` or `npm install` by hand. Under an old Node npm leaves out the native parts that ask for a newer one.
function isInstalledAsLocked(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted)
    .filter(([path, entry]) => path !== '' && isNeededHere(entry))
    .every(([path, entry]) => present[path]?.version === entry.version);
}

function isNeededHere({ optional, os, cpu, libc }) {
  if (!optional) return true;
  const here = os?.includes(process.platform) && cpu?.includes(process.arch);
  return Boolean(here) && (libc === undefined || libc.includes('glibc'));
}

function writeStamp(root) {
  writeFileSync(join(root, 'node_modules', STAMP), lockHash(root));
}

function lockHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}
