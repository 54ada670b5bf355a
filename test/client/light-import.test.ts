import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const LOAD = `
  const { createRequire } = await import('node:module');
  for (const url of process.argv.slice(1)) await import(url);
  const loaded = Object.keys(createRequire('file:///').cache).filter((path) => path.includes('@temporalio'));
  process.stdout.write(String(loaded.length));
`;

test('the modules that find and start a server load no Temporal package until they are used', async () => {
  const modules = ['dev-server', 'server-control', 'resolve-address', 'find-binary'].map(
    (name) => new URL(`../../client/temporal-server/${name}.ts`, import.meta.url).href,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    LOAD,
    ...modules,
  ]);
  expect(stdout).toBe('0');
});
