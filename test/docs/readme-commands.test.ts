import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { EXIT } from '../../client/exit-code.ts';
import { firstCells, read, ROOT } from './pages.ts';

const readme = read('README.md');

async function help(...command: string[]): Promise<string> {
  const cli = ['--conditions=durable-mipro-source', join(ROOT, 'client', 'cli.ts')];
  const { stdout } = await promisify(execFile)(process.execPath, [...cli, ...command, '--help']);
  return stdout;
}

/** The commands that a help text lists, without Commander's own. */
function listed(text: string): string[] {
  const commands = text.slice(text.indexOf('Commands:'));
  return [...commands.matchAll(/^ {2}([a-z]+)\b/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help');
}

test('the README names every command there is, and no other', async () => {
  const [top, server] = await Promise.all([help(), help('server')]);
  const real = listed(top).flatMap((name) =>
    name === 'server' ? listed(server).map((verb) => `server ${verb}`) : [name],
  );
  const named = firstCells(readme, 'command')
    .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)])
    .map(([, text = '']) => text.replace(/ <.*/, ''));
  expect(named.toSorted()).toEqual(real.toSorted());
});

test('the README names every option of optimize, and no other', async () => {
  const options = (text: string) => new Set(text.match(/--[a-z][a-z-]+/g));
  const paragraph = /^`optimize` takes [\s\S]*?`--json`/m.exec(readme)?.[0] ?? '';
  const real = options(await help('optimize'));
  real.delete('--help');
  expect(options(paragraph)).toEqual(real);
});

test('the README explains every exit code there is, and no other', () => {
  expect(firstCells(readme, 'exit code').map(Number)).toEqual(Object.values(EXIT));
});
