import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { plain } from '../domain/plain-text.ts';

let installed = false;

/** Temporal's own log lines at warnings and above, on stderr; must run before the first connection of the process. */
export function quietRuntime(): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      if (isToldElsewhere(meta)) return;
      process.stderr.write(`${plain(`[temporal ${level}] ${message}${kindOf(meta)}`)}\n`);
    }),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
    },
    shutdownSignals: [],
  });
}

interface Meta {
  readonly error?: unknown;
  readonly activityType?: unknown;
}

/** Failures of ours reach the run and its watchers with all their words; cancelled work is no trouble. */
function isToldElsewhere(meta: Meta | undefined): boolean {
  return TOLD_ELSEWHERE.includes(nameOf(meta?.error)) && !isUnexpected(meta?.error);
}

/** Temporal tries it again for as long as it takes, so nobody else would tell. */
function isUnexpected(error: unknown): error is Error {
  return error instanceof Error && (error as { type?: unknown }).type === 'Unexpected';
}

const TOLD_ELSEWHERE: readonly string[] = ['ApplicationFailure', 'CancelledFailure', 'ActivityFailure'];

/** An unexpected error by its kind only: its message may quote an example. */
function kindOf(meta: Meta | undefined): string {
  const { error, activityType } = meta ?? {};
  const where = typeof activityType === 'string' ? ` in ${activityType}` : '';
  if (isUnexpected(error)) return `${where}: ${error.message}\n${error.stack ?? ''}`;
  const name = nameOf(error);
  // Its words are ours, and the run waits until someone reads them.
  if (error instanceof Error && name === 'PayloadUnreadable') return `${where}: ${error.message}`;
  return name === '' ? where : `${where}: ${name}`;
}

/** Errors of a workflow come from another realm, where `instanceof` says no. */
function nameOf(error: unknown): string {
  const { name } = (error ?? {}) as { name?: unknown };
  return typeof name === 'string' ? name : '';
}
