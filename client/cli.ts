#!/usr/bin/env node
import module from 'node:module';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { EXIT } from './exit-code.ts';
import { addNightlyCommands } from './nightly-commands.ts';

/**
 * `durable-mipro`: arguments in, exit code out. Every command loads what it needs when it runs, so that help stays
 * instant.
 */
function program(): Command {
  const cli = new Command('durable-mipro')
    .description('Optimizes the prompts of LM programs with MIPROv2, as durable Temporal workflows.')
    .version(packageVersion(), '--version')
    .exitOverride()
    .showHelpAfterError('Run with --help to see the options.');
  addTaskCommands(cli);
  addRunCommands(cli);
  addGoOnCommands(cli);
  addMovingCommands(cli);
  addNightlyCommands(cli, { wholeNumber, durationMs });
  addServerCommands(cli);
  addCodecServer(cli);
  return cli;
}

/** By the package's own name, since sources and `dist` lie at different depths. */
function packageVersion(): string {
  const manifest = module.createRequire(import.meta.url)('durable-mipro/package.json') as { version: string };
  return manifest.version;
}

function addTaskCommands(cli: Command): void {
  cli
    .command('optimize <task-file>')
    .description('start or join a run of a task, show its progress, write the program')
    .option('--auto <size>', 'light, medium or heavy')
    .option('--presets <table>', "sizes of 'auto': dspy-3 or classic")
    .option('--num-trials <n>', 'trials; with --num-candidates, instead of --auto', wholeNumber)
    .option('--num-candidates <n>', 'demo sets and instructions per predictor', wholeNumber)
    .option('--seed <n>', 'seed of all draws', wholeNumber)
    .option('--num-threads <n>', 'program calls in flight', wholeNumber)
    .option('--max-cost <usd>', 'stop before this many dollars are spent', decimal)
    .option('--max-calls <n>', 'stop before more model calls than this', wholeNumber)
    .option('--max-duration <time>', 'stop after this long: 90s, 30m, 2h', durationMs)
    .option('--out <file>', 'also write the program there')
    .option('--again', 'start anew even if the same run is finished or under way')
    .option('--yes', 'do not ask before a run that costs money')
    .option('--fail-if-not-better', `exit with ${EXIT.notBetter} when the baseline was not beaten`)
    .option('--json', 'print one JSON object as the last line on stdout')
    .action(async (file: string, options) =>
      (await import('./commands/optimize.ts')).optimizeCommand(file, options),
    );

  cli
    .command('estimate <task-file>')
    .description('calls, tokens, dollars and time of a run, without a call')
    .option('--auto <size>', 'light, medium or heavy')
    .option('--presets <table>', "sizes of 'auto': dspy-3 or classic")
    .option('--num-trials <n>', 'trials; with --num-candidates, instead of --auto', wholeNumber)
    .option('--num-candidates <n>', 'demo sets and instructions per predictor', wholeNumber)
    .option('--num-threads <n>', 'program calls in flight', wholeNumber)
    .option('--json', 'print JSON')
    .action(async (file: string, options) =>
      (await import('./commands/estimate.ts')).estimateCommand(file, options),
    );

  cli
    .command('worker <task-files...>')
    .description('serve runs of these tasks until stopped')
    .option('--deployment <name>', 'with --build: finish the runs that this build begins, and no others')
    .option('--build <id>', 'which build of the deployment this is, such as its commit')
    .option('--json', 'print JSON lines: one when it serves, one when it has stopped')
    .action(async (files: string[], options) =>
      (await import('./commands/worker.ts')).workerCommand(files, options),
    );
}

function addRunCommands(cli: Command): void {
  cli
    .command('runs')
    .description('list runs')
    .option('--json', 'print JSON')
    .action(async (options) => (await import('./commands/runs.ts')).runsCommand(options));
  cli
    .command('show <run>')
    .description('where a run stands, or how it ended')
    .option('--json', 'print JSON')
    .action(async (run: string, options) => (await import('./commands/show.ts')).showCommand(run, options));
  cli
    .command('trials <run>')
    .description('the trials of a run, as a table')
    .option('--json', 'print JSON lines')
    .action(async (run: string, options) => (await import('./commands/show.ts')).trialsCommand(run, options));

  const orders = {
    pause: 'send no new model call until `resume`',
    cancel: 'end a run without a result; what was paid for is kept',
  } as const;
  for (const [order, description] of Object.entries(orders)) {
    cli
      .command(`${order} <run>`)
      .description(description)
      .option('--json', 'print JSON')
      .action(async (run: string, options) =>
        (await import('./commands/control.ts')).controlCommand(order as keyof typeof orders, run, options),
      );
  }
  cli
    .command('stop <run>')
    .description('end a run with the best so far as its result')
    .option('--now', 'leave the trials under way; otherwise they are finished first')
    .option('--json', 'print JSON')
    .action(async (run: string, options) =>
      (await import('./commands/control.ts')).controlCommand('stop', run, options),
    );
}

function addGoOnCommands(cli: Command): void {
  cli
    .command('resume <run> [task-file]')
    .description('go on after `pause`, a block, `stop`, or the loss of the server; with its task file, here')
    .option('--json', 'print JSON')
    .action(async (run: string, file: string | undefined, options) =>
      (await import('./commands/go-on.ts')).resumeCommand(run, file, options),
    );
  cli
    .command('extend <run> [task-file]')
    .description('more trials or a higher budget, also for a run that has ended; with its task file, here')
    .option('--trials <n>', 'trials to add', wholeNumber)
    .option('--max-cost <usd>', 'new cap in dollars', decimal)
    .option('--max-calls <n>', 'new cap on model calls', wholeNumber)
    .option('--max-duration <time>', 'new cap on time under way: 90s, 30m, 2h', durationMs)
    .option('--json', 'print JSON')
    .action(async (run: string, file: string | undefined, options) =>
      (await import('./commands/go-on.ts')).extendCommand(run, file, options),
    );
}

function addMovingCommands(cli: Command): void {
  cli
    .command('export-run <run> <path>')
    .description('write a run with all it needs to go on elsewhere: a new folder, or a file ending in .tgz')
    .option('--answers', 'take along the stored answers that it has used')
    .option('--json', 'print JSON')
    .action(async (run: string, path: string, options) =>
      (await import('./commands/move-run.ts')).exportCommand(run, path, options),
    );
  cli
    .command('import-run <path>')
    .description('take in what `export-run` wrote')
    .option('--json', 'print JSON')
    .action(async (path: string, options) =>
      (await import('./commands/move-run.ts')).importCommand(path, options),
    );
}

function addServerCommands(cli: Command): void {
  const server = cli.command('server').description("this project's Temporal server");
  for (const [verb, description] of [
    ['start', 'start it and keep it running'],
    ['stop', 'stop it'],
    ['status', 'whether it runs, and where'],
  ] as const) {
    server
      .command(verb)
      .description(description)
      .option('--json', 'print JSON')
      .action(async (options) => (await import('./commands/server.ts')).serverCommand(verb, options));
  }
}

function addCodecServer(cli: Command): void {
  cli
    .command('codec-server')
    .description("show compressed and encrypted payloads to Temporal's own tools, on this machine only")
    .option('--port <n>', 'where to listen; 0 takes a free port', wholeNumber, 8234)
    .option('--origin <url...>', "addresses of Temporal's web interface, whose pages may ask")
    .option('--json', 'print its address and token as JSON')
    .action(async (options) => (await import('./commands/codec-server.ts')).codecServerCommand(options));
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number.');
}

function decimal(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number such as 2.50.');
}

const UNIT_MS: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function durationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (match) return Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 0);
  throw new InvalidArgumentError('Expected a time such as 90s, 30m or 2h.');
}

/** Node strips types by itself since then. */
const LEAST_NODE = [22, 18] as const;

function isNodeTooOld(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
}

/** Help and version end Commander with an "error" of code 0. */
async function main(): Promise<void> {
  if (isNodeTooOld()) {
    process.stderr.write(
      `durable-mipro needs Node ${LEAST_NODE.join('.')} or newer; this is ${process.version}.\n`,
    );
    process.exitCode = EXIT.badUsage;
    return;
  }
  module.enableCompileCache();
  try {
    await program().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badUsage;
      return;
    }
    process.exitCode = (await import('./run-and-tell.ts')).tellError(error);
  }
}

// `durable-mipro runs | head` closes the pipe before we are done: no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.done);
});

await main();
