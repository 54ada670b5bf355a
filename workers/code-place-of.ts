import type { CodePlace } from '../activities/dependencies.ts';
import { InvalidRequest } from '../domain/errors.ts';
import type { Fingerprint } from '../domain/run.ts';
import { USER_CODE_DEFAULTS, type UserCodeOptions } from '../domain/user-code-options.ts';
import type { TaskDefinition } from '../program/task.ts';

/** @throws InvalidRequest for what cannot be, such as a child process without a task file */
export function codePlaceOf(
  { name, userCode }: TaskDefinition,
  file: string | undefined,
  code: Fingerprint,
): CodePlace {
  const options = {
    ...USER_CODE_DEFAULTS,
    isolation: file === undefined ? 'none' : 'process',
    env: [],
    ...userCode,
  } as const;
  const fault = isolationFault(options.isolation, file) ?? numberFault(options);
  if (fault !== null) throw new InvalidRequest(`The option userCode of the task ${name}: ${fault}.`);
  const { isolation, timeoutMs, memoryMb, env } = options;
  return {
    file: isolation === 'process' ? (file ?? null) : null,
    timeoutMs,
    memoryMb,
    env,
    code,
    variant: null,
  };
}

function isolationFault(isolation: unknown, file: string | undefined): string | null {
  if (isolation !== 'process' && isolation !== 'none')
    return `expected isolation 'process' or 'none', but got ${String(isolation)}`;
  if (isolation === 'none' || file !== undefined) return null;
  return "isolation 'process' needs a task file, since functions cannot be given to another process";
}

function numberFault({ timeoutMs, memoryMb }: UserCodeOptions): string | null {
  const wrong = Object.entries({ timeoutMs, memoryMb }).find(
    ([, value]) => !(typeof value === 'number' && value > 0 && Number.isFinite(value)),
  );
  return wrong === undefined ? null : `expected ${wrong[0]} to be a number above 0, but got ${wrong[1]}`;
}
