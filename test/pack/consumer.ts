import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { runNpm } from '../../setup/npm.mjs';
import { ROOT } from '../../setup/tools.ts';
import { freshFolder } from '../real-server.ts';

const execute = promisify(execFile);
const MODULES = join(ROOT, 'node_modules');

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** A project that is empty but for the package, installed from its tarball. */
export interface Consumer {
  readonly folder: string;
  /** Of the installed package. */
  readonly packageFolder: string;
  /** Paths in the tarball. */
  readonly packed: readonly string[];
  /** Writes a file; gives its full path. */
  file(name: string, text: string): string;
  /** Runs Node in the project. @throws Error with its output when it fails */
  node(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Output>;
  /** The installed command. */
  readonly command: string;
}

/**
 * Packs the repository as `npm pack` does and unpacks the tarball where `npm install` would. The dependencies are links
 * to those of the repository: the test needs no network.
 */
export async function installPackage(): Promise<Consumer> {
  const folder = freshFolder('consumer');
  runNpm(process.execPath, ['pack', '--pack-destination', folder], ROOT);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  const { stdout: listing } = await execute('tar', ['-tzf', tarball], { cwd: folder });
  const packageFolder = join(folder, 'node_modules', 'durable-mipro');
  mkdirSync(packageFolder, { recursive: true });
  await execute('tar', ['-xzf', tarball, '-C', packageFolder, '--strip-components=1'], { cwd: folder });
  linkDependencies(folder, packageFolder);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const { PATH = '', HOME = '' } = process.env;
  return {
    folder,
    packageFolder,
    packed: listing.trim().split('\n'),
    file: (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    node: async (args, env = {}) =>
      execute(process.execPath, args, { cwd: folder, env: { PATH, HOME, ...env } }),
    command: join(packageFolder, commandOf(packageFolder)),
  };
}

function manifestOf(packageFolder: string) {
  return JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly bin: { readonly 'durable-mipro': string };
  };
}

function commandOf(packageFolder: string): string {
  return manifestOf(packageFolder).bin['durable-mipro'];
}

/** Only what the package declares: a dependency that it forgot to declare is not found. */
function linkDependencies(folder: string, packageFolder: string): void {
  for (const name of [...Object.keys(manifestOf(packageFolder).dependencies), '@types/node']) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(join(MODULES, name), link, 'dir');
  }
}
