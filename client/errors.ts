import type { BlockedReason } from '../domain/run.ts';

/** The run waits for a person. It keeps all it has; the same command goes on once the cause is removed. Exit code 4. */
export class RunBlocked extends Error {
  override readonly name = 'RunBlocked';
  readonly runId: string;
  readonly reason: BlockedReason;

  constructor(runId: string, reason: BlockedReason) {
    super(`The run ${runId} is blocked in its ${reason.stage} stage (${reason.failure}): ${reason.message}`);
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
      `The task is not what the run ${runId} began with; changed: ${changed.join(', ')}. ` +
        'Put the old version back, or start a new run with `again: true` (--again): it uses every stored answer that still fits.',
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

/** No server answers at the address. Exit code 6. */
export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';

  constructor(address: string, cause: unknown) {
    super(
      `No Temporal server answers at ${address}. Start one there, correct TEMPORAL_ADDRESS, or unset it to use the embedded server.`,
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

/** No run by that name is known to the server or in the run folders. Exit code 2. */
export class UnknownRun extends Error {
  override readonly name = 'UnknownRun';

  constructor(run: string, known: readonly string[]) {
    super(
      `There is no run ${run}. ${known.length === 0 ? 'No runs are known here.' : `Known: ${known.slice(0, 10).join(', ')}.`}`,
    );
  }
}
