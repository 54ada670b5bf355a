import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const PACKAGE_OF_TOOL: Readonly<Record<string, string>> = { tsc: 'typescript' };

/** The arguments with which Node runs a tool of node_modules. */
export function toolCommand(tool: string, ...args: readonly string[]): readonly string[] {
  const folder = join(ROOT, 'node_modules', PACKAGE_OF_TOOL[tool] ?? tool);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : bin[tool];
  if (script === undefined)
    throw new Error(`Expected ${folder} to have a command named ${tool}. Run npm ci.`);
  return [join(folder, script), ...args];
}
