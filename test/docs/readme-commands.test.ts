import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { EXIT } from '../../client/exit-code.ts';
import { firstCells, read, ROOT } from './pages.ts';

const readme = read('README.md');

async function cli(...args: string[]): Promise<string> {
  const command = ['--conditions=durable-mipro-source', join(ROOT, 'client', 'cli.ts'), ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env: { NO_COLOR: '1' } });
  return stdout;
}

const help = (...command: string[]) => cli(...command, '--help');

/** The commands that a help text lists, without Commander's own. */
function listed(text: string): string[] {
  const commands = text.slice(text.indexOf('Commands:'));
  return [...commands.matchAll(/^ {2}([a-z][a-z-]*)\b/gm)]
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

test('the task module of the README is estimated without a key', async () => {
  const text = await cli('estimate', join(ROOT, 'examples/03-fleet/ticket-triage.ts'), '--json');
  expect(JSON.parse(text)).toMatchObject({ schema: 1, sizes: { trials: 10, demoSets: 6, instructions: 3 } });
});

test('the README names every variable of our own that the sources read, and no other', () => {
  const rooms = ['client', 'workers', 'stores', 'lm', 'activities', 'program', 'metrics', 'domain'];
  const sources = rooms.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(join(ROOT, room, path), 'utf8')),
  );
  const wanted = sources.flatMap((text) => text.match(/(?<=env\['|= ')DURABLE_MIPRO_\w+(?=')/g) ?? []);
  const named = firstCells(readme, 'variable').flatMap((cell) => cell.match(/DURABLE_MIPRO_\w+/g) ?? []);
  expect(named.toSorted()).toEqual([...new Set(wanted)].toSorted());
});
