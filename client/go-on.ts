import { InvalidRequest } from '../domain/errors.ts';
import type { RunState } from '../domain/run.ts';
import { endedRun, extendEnded, resumeEnded, type EndedRun } from './ended-run.ts';
import { UnknownRun } from './errors.ts';
import { keyOf, type KnownRun } from './find-run.ts';
import { giveOrder, type Order } from './give-order.ts';
import { isUnderWayAlready, memoryOf, startRun, type StartPlace } from './start-run.ts';

/** `told`: the run was under way. `started`: it goes on as a new workflow from its checkpoint, where a worker serves it. */
export type GoneOn = 'told' | 'started';

export type GoOnOrder = Extract<Order, { name: 'resume' | 'extend' }>;

/**
 * Lets a run go on, whatever state it is in: more trials or higher caps (`extend`), or what was held, stopped or lost
 * (`resume`). Nothing is paid again: scores and answers are in the stores.
 * @throws InvalidRequest when it cannot or could do nothing more; CheckpointUnreadable
 */
export async function goOn(at: StartPlace, run: KnownRun, order: GoOnOrder): Promise<GoneOn> {
  const tell = () => giveOrder(at.client.workflow, run.runId, order);
  if (run.status === 'running' && (await isStillUnderWay(tell))) return 'told';
  const ended = await endedRun(at.runs, keyOf(run.runId));
  if (ended === null) throw noCheckpoint(run, at.home);
  if (await startAgain(at, ended, stateAfter(ended, order))) return 'started';
  await tell();
  return 'told';
}

/** Lists of runs lag: one that is said to be under way may have ended a moment ago. */
async function isStillUnderWay(tell: () => Promise<void>): Promise<boolean> {
  try {
    await tell();
    return true;
  } catch (error) {
    if (error instanceof UnknownRun) return false;
    throw error;
  }
}

function stateAfter(ended: EndedRun, order: GoOnOrder): RunState {
  return order.name === 'extend'
    ? extendEnded(ended, order.extension, Date.now())
    : resumeEnded(ended, Date.now());
}

function noCheckpoint({ runId, status }: KnownRun, home: string): InvalidRequest {
  return new InvalidRequest(
    `The run ${runId} (${status}) has no checkpoint in ${home}, so it cannot go on from here. ` +
      'Use the folder it was started with (DURABLE_MIPRO_HOME), or start it again: durable-mipro optimize <task-file>.',
  );
}

/** False when someone else was quicker: the run is under way. */
async function startAgain(at: StartPlace, ended: EndedRun, state: RunState): Promise<boolean> {
  const { spec } = ended.checkpoint;
  const fingerprint = state.prepared?.fingerprint;
  const plan = {
    outcome: 'extended',
    resume: state,
    ...(fingerprint && { fingerprint }),
    ...memoryOf(ended),
  } as const;
  try {
    await startRun(at, spec, plan);
    return true;
  } catch (error) {
    if (isUnderWayAlready(error)) return false;
    throw error;
  }
}
