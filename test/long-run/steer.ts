import { setTimeout as wait } from 'node:timers/promises';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { connectTemporal } from '../../client/connection.ts';
import type { Progress } from '../../domain/run.ts';
import type { SpawnedPracticeServer } from '../../lm/practice/index.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import type { CrewMember } from '../crash/crew-member.ts';

const ORDER_EVERY_MS = 3_000;
const ASK_EVERY_MS = 200;
/** Trials that are not in the settings but come as extensions, one by one, while the run goes on. */
export const EXTENSIONS = 10;
const PAUSES = 5;

/** What was done to the run while it went on. */
export interface Steered {
  readonly asked: number;
  readonly slowestAnswerMs: number;
  readonly extended: number;
  readonly pauses: number;
  /** From a pause order to the last request after it, at most. */
  readonly slowestSilenceMs: number;
}

const PAUSED_MS = 3_000;
const LOOK_EVERY_MS = 20;

/** Pauses for some seconds. Gives the time from the order to the last request that came after it. */
async function pauseFor(model: SpawnedPracticeServer, pause: () => Promise<unknown>): Promise<number> {
  const orderedAtMs = Date.now();
  let [known, lastAtMs] = [(await model.stats()).requests, orderedAtMs];
  await pause();
  while (Date.now() - orderedAtMs < PAUSED_MS) {
    await wait(LOOK_EVERY_MS);
    const { requests } = await model.stats();
    if (requests > known) lastAtMs = Date.now();
    known = requests;
  }
  return lastAtMs - orderedAtMs;
}

/** Asks often, and gives an order every few seconds, until the run is over. */
export async function steer(
  home: string,
  { running, model }: { running: CrewMember; model: SpawnedPracticeServer },
): Promise<Steered> {
  const connected = await connectTemporal({ home, log: () => {} });
  const handle = connected.client.workflow.getHandle(await runIdIn(home, running));
  const steered = { asked: 0, slowestAnswerMs: 0, extended: 0, pauses: 0, slowestSilenceMs: 0 };
  let orderedAtMs = Date.now();
  while (!running.hasEnded()) {
    await wait(ASK_EVERY_MS);
    const askedAtMs = Date.now();
    const progress = await handle.query<Progress>('progress').catch(() => null);
    if (progress === null) continue;
    steered.asked += 1;
    steered.slowestAnswerMs = Math.max(steered.slowestAnswerMs, Date.now() - askedAtMs);
    if (progress.stage !== 'search' || Date.now() - orderedAtMs < ORDER_EVERY_MS) continue;
    orderedAtMs = Date.now();
    const order = async (name: string, ...args: object[]) => handle.executeUpdate(name, { args: args as [] });
    try {
      if (steered.extended < EXTENSIONS) {
        await order('extend', { trials: 1 });
        steered.extended += 1;
      } else if (steered.pauses < PAUSES) {
        steered.slowestSilenceMs = Math.max(
          steered.slowestSilenceMs,
          await pauseFor(model, () => order('pause')),
        );
        await order('resume');
        steered.pauses += 1;
      }
    } catch (error) {
      // The search may have come to its end meanwhile.
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    }
  }
  await connected.release();
  return steered;
}

async function runIdIn(home: string, running: CrewMember): Promise<string> {
  for (;;) {
    const [key] = await new RunFolders(home).list();
    if (key !== undefined) return `mipro/${key.task}/${key.specHash}`;
    if (running.hasEnded()) throw new Error(`It ended before it began:\n${running.stderr()}`);
    await wait(100);
  }
}
