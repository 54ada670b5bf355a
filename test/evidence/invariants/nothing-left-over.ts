import type { Evidence } from '../evidence.ts';
import { unless, type Finding } from '../violation.ts';

const UNHANDLED = /unhandled ?(promise ?)?rejection|uncaught ?exception/i;

/** I9: no error that nobody caught, no process that nobody ended, no file that nobody finished. */
export function nothingLeftOver({ leftovers, logs }: Evidence): readonly Finding[] {
  const unhandled = logs.filter(({ text }) => UNHANDLED.test(text));
  return [
    ...unless(unhandled.length === 0, `an error was not caught: ${names(unhandled)}`, {
      logs: unhandled.length,
    }),
    ...unless(leftovers.files.length === 0, `files are left over: ${leftovers.files.join(', ')}`, {
      files: leftovers.files.length,
    }),
    ...unless(
      leftovers.processes.length === 0,
      `processes are left over: ${leftovers.processes.join(', ')}`,
      {
        processes: leftovers.processes.length,
      },
    ),
  ];
}

function names(logs: readonly { readonly name: string }[]): string {
  return logs.map(({ name }) => name).join(', ');
}
