import type { BlockedReason } from '../domain/run.ts';

/** A task file that cannot be used: says which, why and what one looks like. Exit code 2. */
export class TaskFileUnreadable extends Error {
  override readonly name = 'TaskFileUnreadable';
}

/** The folder of all files cannot be used. Exit code 2. */
export class HomeUnusable extends Error {
  override readonly name = 'HomeUnusable';

  constructor(home: string, reason: string) {
    super(
      `The folder ${home} cannot be made or written to (${reason}). ` +
        'Set DURABLE_MIPRO_HOME to a folder of yours, or start in a directory that you may write to.',
    );
  }
}

/** The run waits for a person. It keeps all it has; the same command goes on once the cause is removed. Exit code 4. */
export class RunBlocked extends Error {
  override readonly name = 'RunBlocked';
  readonly runId: string;
  readonly reason: BlockedReason;

  constructor(runId: string, reason: BlockedReason) {
    super(
      `The run ${runId} is blocked in its ${reason.stage} stage (${reason.failure}): ${reason.message} ` +
        'It keeps all it has; the same command goes on with it.',
    );
    this.runId = runId;
    this.reason = reason;
  }
}

/** Code, data or models differ from those the run began with. Exit code 2. */
export class TaskChanged extends Error {
  override readonly name = 'TaskChanged';
  readonly changed: readonly string[];

  constructor(runId: string, changed: readonly string[]) {
    super(
      `The task is not what the run ${runId} began with; changed: ${changed.join('; ')}. ` +
        'Put the old version back, give the task a name of its own, or start a new run with `again: true` (--again): it uses every stored answer that still fits.',
    );
    this.changed = changed;
  }
}

/** The run was cancelled or terminated by someone. Exit code 7. */
export class RunCancelled extends Error {
  override readonly name = 'RunCancelled';

  constructor(runId: string) {
    super(
      `The run ${runId} was cancelled. The same command goes on from its last checkpoint; --again starts anew.`,
    );
  }
}

/** The run ended without a result, because of a fact that trying again does not change. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
  readonly failure: string;

  constructor(runId: string, failure: string, message: string) {
    super(`The run ${runId} failed (${failure}): ${message}`);
    this.failure = failure;
  }
}

/** We stopped watching; the run goes on where a worker runs, or when the same command is started again. Exit code 130. */
export class Detached extends Error {
  override readonly name = 'Detached';

  constructor(runId: string) {
    super(`Detached from the run ${runId}. The same command goes on with it.`);
  }
}

/** The server is there but not the namespace. Exit code 6. */
export class NamespaceUnknown extends Error {
  override readonly name = 'NamespaceUnknown';

  constructor(namespace: string, address: string) {
    super(
      `The Temporal server at ${address} has no namespace ${namespace}. ` +
        `Set TEMPORAL_NAMESPACE to one that it has, or make it: temporal operator namespace create ${namespace}`,
    );
  }
}

/** No server answers at the address. Exit code 6. */
export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';

  constructor(address: string, cause: unknown) {
    super(
      `No Temporal server answers at ${address}${toDetails(cause)}. Start one there (temporal server start-dev), ` +
        'correct TEMPORAL_ADDRESS, or unset it to use the embedded server.',
      { cause },
    );
  }
}

/** The person asked said no: nothing was started. */
export class Declined extends Error {
  override readonly name = 'Declined';

  constructor() {
    super('Not started. Use --max-cost to cap the run, or --yes to start without a question.');
  }
}

const RUNS_NAMED = 10;

/** No run by that name is known to the server or in the run folders. Exit code 2. */
export class UnknownRun extends Error {
  override readonly name = 'UnknownRun';

  constructor(run: string, known: readonly string[]) {
    super(
      `There is no run ${run}. ${known.length === 0 ? 'No runs are known here.' : `Known: ${listed(known)}.`}`,
    );
  }
}

/** More than one run fits what was asked for. Exit code 2. */
export class AmbiguousRun extends Error {
  override readonly name = 'AmbiguousRun';

  constructor(run: string, fitting: readonly string[]) {
    super(
      `${run} fits ${fitting.length} runs: ${listed(fitting)}. Name one by its id or the beginning of its spec hash.`,
    );
  }
}

function listed(runs: readonly string[]): string {
  const more = runs.length - RUNS_NAMED;
  return `${runs.slice(0, RUNS_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** gRPC's own words, such as a refused certificate. They hold addresses at most. */
function toDetails(cause: unknown): string {
  const details = (cause as { details?: unknown; cause?: { details?: unknown } } | undefined) ?? {};
  const text = details.details ?? details.cause?.details;
  return typeof text === 'string' && text !== '' ? ` (${text})` : '';
}
