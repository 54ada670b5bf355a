import { InvalidRequest } from '../../domain/errors.ts';
import type { Extension } from '../../domain/extension.ts';
import { findRun, keyOf } from '../find-run.ts';
import { goOn, type GoneOn, type GoOnOrder } from '../go-on.ts';
import { runAndTell } from '../run-and-tell.ts';
import { flagBudget, type OptimizeFlags } from './optimize.ts';
import { serverOptionsOf, sourceOfRun } from './serve-run.ts';
import { withServer } from './with-server.ts';
import { print, printJson } from '../show/print.ts';

interface GoOnFlags extends Pick<OptimizeFlags, 'maxCost' | 'maxCalls' | 'maxDuration'> {
  readonly json?: boolean;
  readonly trials?: number;
}

const TOLD = {
  resume: 'resumed',
  extend: 'extended',
} as const;

const WORKER_NEEDED =
  'it goes on from its checkpoint where a worker serves the task: durable-mipro worker <task-file>';

/** `durable-mipro resume`: goes on with what was held, stopped or lost. With a task file this process does the work. */
export async function resumeCommand(
  wanted: string,
  file: string | undefined,
  flags: GoOnFlags,
): Promise<void> {
  await goOnCommand({ wanted, file, flags }, { name: 'resume' });
}

/** `durable-mipro extend`: more trials or higher caps, in whatever state the run is. */
export async function extendCommand(
  wanted: string,
  file: string | undefined,
  flags: GoOnFlags,
): Promise<void> {
  await goOnCommand({ wanted, file, flags }, { name: 'extend', extension: extensionOf(flags) });
}

interface GoOnCommand {
  readonly wanted: string;
  readonly file: string | undefined;
  readonly flags: GoOnFlags;
}

async function goOnCommand({ wanted, file, flags }: GoOnCommand, order: GoOnOrder): Promise<void> {
  const served = await withServer(async (at) => {
    const run = await findRun(at.client, at.runs, wanted);
    const key = keyOf(run.runId);
    if (file === undefined) {
      tell({ order: order.name, runId: run.runId, outcome: await goOn(at, run, order) }, flags);
      return null;
    }
    // Before anything is started: a task that does not fit would only block the run.
    const source = await sourceOfRun(at.runs, key, file);
    const isUnderWay = run.status === 'running';
    if (!isUnderWay) await goOn(at, run, order);
    const options = await serverOptionsOf(at, key, source);
    // Perhaps nobody else serves it: it is told once this process does.
    return isUnderWay ? { ...options, order } : options;
  });
  if (served !== null) process.exitCode = await runAndTell(served, { json: flags.json });
}

function tell(done: { order: GoOnOrder['name']; runId: string; outcome: GoneOn }, flags: GoOnFlags): void {
  const { order, runId, outcome } = done;
  const started = outcome === 'started' ? `; ${WORKER_NEEDED}` : '';
  if (flags.json) printJson({ schema: 1, runId, order, done: true, outcome });
  else print(`${runId}: ${TOLD[order]}${started}`);
}

function extensionOf(flags: GoOnFlags): Extension {
  const budget = flagBudget(flags);
  if (flags.trials === undefined && Object.keys(budget).length === 0) {
    throw new InvalidRequest(
      'extend needs at least one of --trials, --max-cost, --max-calls, --max-duration.',
    );
  }
  return { ...(flags.trials !== undefined && { trials: flags.trials }), budget };
}
