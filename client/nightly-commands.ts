import type { Command } from 'commander';

/** How the command line reads numbers and times. */
export interface Parsers {
  readonly wholeNumber: (text: string) => number;
  readonly durationMs: (text: string) => number;
}

const JSON_FLAG = ['--json', 'print JSON'] as const;

/** `schedule`, `champion`, `approve` and `reject`. */
export function addNightlyCommands(cli: Command, parsers: Parsers): void {
  addSchedule(cli.command('schedule').description('optimize a task again every night'), parsers);
  addChampion(cli.command('champion').description('the program that is in use for a task'), parsers);
  for (const verdict of ['approve', 'reject'] as const) {
    cli
      .command(`${verdict} <task>`)
      .description(`${verdict} the challenger that waits to become the champion`)
      .requiredOption('--by <name>', 'who answers')
      .option('--note <text>', 'why')
      .option(...JSON_FLAG)
      .action(async (task: string, options) =>
        (await import('./commands/verdict.ts')).verdictCommand(verdict, task, options),
      );
  }
}

const schedules = () => import('./commands/schedule.ts');

function addSchedule(schedule: Command, { durationMs }: Parsers): void {
  schedule
    .command('create <task-file>')
    .description('begin a night at these times; the next five are shown first')
    .option('--cron <expression>', "such as '0 3 * * *'")
    .option('--every <time>', 'instead of --cron: 24h', durationMs)
    .option('--timezone <name>', 'of --cron, such as Europe/Berlin (default: UTC)')
    .option('--jitter <time>', 'begin up to this much later: 10m', durationMs)
    .option(...JSON_FLAG)
    .action(async (file: string, options) => (await schedules()).createCommand(file, options));
  schedule
    .command('list')
    .description('list schedules')
    .option('--json', 'print JSON lines')
    .action(async (options) => (await schedules()).listCommand(options));
  schedule
    .command('show <task>')
    .description('its next nights, the one under way and how the last one ended')
    .option(...JSON_FLAG)
    .action(async (task: string, options) => (await schedules()).showScheduleCommand(task, options));
  for (const [order, description] of [
    ['run', 'begin a night now, unless one is under way'],
    ['pause', 'begin no night until `schedule resume`'],
    ['resume', 'go on after `schedule pause`, a failed or a blocked night'],
    ['delete', 'begin no night any more'],
  ] as const) {
    schedule
      .command(`${order} <task>`)
      .description(description)
      .option('--note <text>', 'kept with the schedule')
      .option(...JSON_FLAG)
      .action(async (task: string, options) =>
        (await schedules()).orderScheduleCommand(order, task, options),
      );
  }
  schedule
    .command('backfill <task>')
    .description('begin the nights of a time that has passed, one after the other')
    .requiredOption('--from <time>', 'such as 2026-11-24T00:00:00Z')
    .requiredOption('--to <time>', 'after --from')
    .option(...JSON_FLAG)
    .action(async (task: string, options) => (await schedules()).backfillCommand(task, options));
}

const champions = () => import('./commands/champion.ts');

function addChampion(champion: Command, { wholeNumber }: Parsers): void {
  champion
    .command('show <task>')
    .description('the version in use, and the challenger that waits for approval')
    .option(...JSON_FLAG)
    .action(async (task: string, options) => (await champions()).showChampionCommand(task, options));
  champion
    .command('history <task>')
    .description('every version that was in use')
    .option(...JSON_FLAG)
    .action(async (task: string, options) => (await champions()).historyCommand(task, options));
  champion
    .command('promote <task> <program-file>')
    .description('put a saved program into use')
    .requiredOption('--by <name>', 'who promotes')
    .option('--note <text>', 'why')
    .option(...JSON_FLAG)
    .action(async (task: string, file: string, options) =>
      (await champions()).promoteCommand(task, file, options),
    );
  champion
    .command('rollback <task>')
    .description('put an older version back into use')
    .option('--to <version>', 'default: the one before', wholeNumber)
    .requiredOption('--by <name>', 'who rolls back')
    .option('--note <text>', 'why')
    .option(...JSON_FLAG)
    .action(async (task: string, options) => (await champions()).rollbackCommand(task, options));
}
