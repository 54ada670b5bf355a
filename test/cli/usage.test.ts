import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const CLI = fileURLToPath(new URL('../../client/cli.ts', import.meta.url));
const COMMANDS = [
  'optimize',
  'estimate',
  'worker',
  'runs',
  'show',
  'trials',
  'pause',
  'resume',
  'stop',
  'extend',
  'cancel',
  'server start',
  'server stop',
  'server status',
];

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

const cli = (...args: readonly string[]) => run('--conditions=durable-mipro-source', CLI, ...args);

test.each(COMMANDS)('%s explains itself and has --json', (command) => {
  const { status, stdout, stderr } = cli(...command.split(' '), '--help');
  expect(status).toBe(0);
  expect(stdout).toContain(`Usage: durable-mipro ${command}`);
  expect(stdout).toContain('--json');
  expect(stderr).toBe('');
});

/** Of the processor, since a busy machine stretches the time on the clock. */
function cpuMs(...args: readonly string[]): number {
  const tell =
    'process.on("exit", () => { const { user, system } = process.cpuUsage(); console.error((user + system) / 1000); })';
  const { stderr } = run('--import', `data:text/javascript,${tell}`, ...args);
  return Number(stderr.trim().split('\n').at(-1));
}

test('help takes less than 150 ms', () => {
  const tries = Array.from({ length: 4 }, () =>
    cpuMs('--conditions=durable-mipro-source', CLI, 'optimize', '--help'),
  );
  expect(Math.min(...tries)).toBeLessThan(150);
});

test('the version is that of the package', () => {
  expect(cli('--version')).toMatchObject({ status: 0, stdout: `${manifest.version}\n` });
});

test('an unknown command is bad usage', () => {
  expect(cli('optimise')).toMatchObject({ status: 2, stdout: '' });
  expect(cli('optimise').stderr).toMatch(/unknown command 'optimise'[^]*optimize/);
});
