import { randomUUID } from 'node:crypto';
import { ApplicationFailure, cancellationSignal, heartbeat } from '@temporalio/activity';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Activities, ProposeInstructionInput, ScoreShardInput } from '../../activities/contract.ts';
import type { ArtifactRef, DatasetRef } from '../../domain/artifact.ts';
import type { Progress, RunResult, RunSpec } from '../../domain/run.ts';
import type { RunSizes } from '../../domain/settings.ts';
import { NO_USAGE } from '../../domain/usage.ts';
import { suggestWave } from '../../optimizer/suggest-wave.ts';
import { quietRuntime } from '../../workers/quiet-runtime.ts';
import { runSettings } from '../optimizer/run-settings.ts';
import { describeWithServer, workflowBundlePath } from '../real-server.ts';
import { eventually } from '../run/lab.ts';

const ref = (name: string): ArtifactRef => ({ sha256: name, bytes: 1 });
const dataset = (count: number): DatasetRef => ({ ...ref(`data${count}`), count });

const SIZES: RunSizes = {
  trials: 2,
  demoSets: 2,
  instructions: 3,
  minibatch: false,
  minibatchSize: 2,
  fullEvalSteps: 2,
  zeroShot: false,
  trainCount: 2,
  valCount: 2,
};

function scoreOf({ candidate, cells }: ScoreShardInput) {
  const scores = cells.map(() => 0.5);
  return { candidateKey: candidate.key, scores, problems: {}, usage: NO_USAGE, stopped: null };
}

/** What a well world answers, without a model and without a file. */
function scripted(change: Partial<Activities> = {}): Activities {
  const described = async () => ({ text: ref('described'), usage: NO_USAGE });
  return {
    prepareRun: async () => ({
      fingerprint: {},
      predictors: ['self'],
      originalInstructions: [ref('original')],
      trainset: dataset(2),
      valset: dataset(2),
      testset: null,
      sizes: SIZES,
      ownDemos: false,
    }),
    bootstrapDemoSet: async ({ setIndex }) => ({
      demos: [ref(`demos${setIndex}`)],
      bootstrapped: 1,
      bootstrappedOfEach: 1,
      usage: NO_USAGE,
      errors: 0,
    }),
    describeDataset: described,
    describeProgram: described,
    describeModule: described,
    proposeInstruction: async ({ slot }) => ({ instruction: ref(`proposed${slot}`), usage: NO_USAGE }),
    suggestTrials: async (input) => suggestWave(input),
    scoreShard: async (input) => scoreOf(input),
    saveCheckpoint: async () => {},
    recordResult: async ({ state, best }) =>
      ({ trials: state.trials, bestKey: best.key, notes: state.notes }) as unknown as RunResult,
    ...change,
  };
}

/** Reports until it is told to stop, as model work does. */
async function untilInterrupted(): Promise<void> {
  const beat = setInterval(() => heartbeat(), 100);
  await new Promise<void>((resolve) => {
    cancellationSignal().addEventListener('abort', () => resolve(), { once: true });
  });
  clearInterval(beat);
}

describeWithServer('the story of a run in a scripted world', ({ address }) => {
  let native: NativeConnection;
  let connection: Connection;

  beforeAll(async () => {
    quietRuntime();
    native = await NativeConnection.connect({ address });
    connection = await Connection.connect({ address });
  });
  afterAll(async () => {
    await native.close();
    await connection.close();
  });

  async function run<T>(activities: Activities, watch: (handle: WorkflowHandle) => Promise<T>): Promise<T> {
    const id = `scripted-${randomUUID()}`;
    const worker = await Worker.create({
      connection: native,
      taskQueue: id,
      workflowBundle: { codePath: workflowBundlePath() },
      activities,
      maxHeartbeatThrottleInterval: '100 milliseconds',
      defaultHeartbeatThrottleInterval: '100 milliseconds',
    });
    const settings = runSettings({ auto: null, numTrials: 2, numCandidates: 2 });
    const spec: RunSpec = { task: 'scripted', specHash: '1', settings, budget: {}, numThreads: 1 };
    return worker.runUntil(async () => {
      const client = new Client({ connection });
      const handle = await client.workflow.start('optimize', {
        workflowId: id,
        taskQueue: id,
        args: [{ spec }],
      });
      return watch(handle);
    });
  }

  const resultOf = (handle: WorkflowHandle) => handle.result() as Promise<RunResult>;

  test('scores of another candidate than the one asked for fail the run', async () => {
    const scoreShard = async (input: ScoreShardInput) => ({ ...scoreOf(input), candidateKey: '9,9' });
    await expect(run(scripted({ scoreShard }), resultOf)).rejects.toMatchObject({
      name: 'WorkflowFailedError',
      cause: { type: 'CandidateMismatch' },
    });
  });

  test('a proposal that equals an earlier one is asked for once more, and a second repeat is kept', async () => {
    const asked: ProposeInstructionInput[] = [];
    const proposeInstruction = async (input: ProposeInstructionInput) => {
      asked.push(input);
      return { instruction: ref('always the same'), usage: NO_USAGE };
    };
    await run(scripted({ proposeInstruction }), resultOf);
    expect(asked.map(({ slot, attempt }) => `${slot}/${attempt}`).toSorted()).toEqual(['1/0', '2/0', '2/1']);
  });

  test('every activity is noticed to be dead within 20 seconds, so that no kill of a worker holds a run up', async () => {
    const { events } = await run(scripted(), async (handle) => {
      await resultOf(handle);
      return handle.fetchHistory();
    });
    const scheduled = (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
    const slow = scheduled.filter(({ heartbeatTimeout }) => {
      const seconds = Number(heartbeatTimeout?.seconds ?? 0);
      return seconds === 0 || seconds > 20;
    });
    expect(scheduled.length).toBeGreaterThan(5);
    expect(slow.map(({ activityType }) => activityType?.name)).toEqual([]);
  });

  test('of equals the unchanged program keeps its place', async () => {
    expect((await run(scripted(), resultOf)).bestKey).toBe('baseline');
  });

  test('a step that fails while it is interrupted does not fail the run: after resume it is done again', async () => {
    let attempts = 0;
    const describeDataset = async () => {
      attempts += 1;
      if (attempts > 1) return { text: null, usage: NO_USAGE };
      await untilInterrupted();
      throw ApplicationFailure.nonRetryable('broken off', 'SomethingElse');
    };
    const result = await run(scripted({ describeDataset }), async (handle) => {
      await eventually(() => attempts > 0);
      await handle.executeUpdate('pause');
      await handle.executeUpdate('resume');
      return resultOf(handle);
    });
    expect(result.trials).toHaveLength(3);
    expect(attempts).toBe(2);
  });

  test('a run that is cancelled while a step fails is cancelled, not failed', async () => {
    let begun = false;
    const describeDataset = async () => {
      begun = true;
      await untilInterrupted();
      throw ApplicationFailure.nonRetryable('broken off', 'SomethingElse');
    };
    const end = run(scripted({ describeDataset }), async (handle) => {
      await eventually(() => begun);
      await handle.cancel();
      return resultOf(handle);
    });
    await expect(end).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  });

  test.each(['saveCheckpoint', 'recordResult'] as const)(
    'a disk that stays full blocks the run in its last steps, in %s: after resume it has its result',
    async (step) => {
      const well = scripted();
      let isFull = true;
      const full = async (input: never) => {
        if (isFull) throw ApplicationFailure.nonRetryable('The disk is full.', 'StoreFailed');
        return well[step](input);
      };
      const result = await run({ ...well, [step]: full }, async (handle) => {
        await eventually(async () => (await handle.query<Progress>('progress')).status === 'blocked');
        isFull = false;
        await handle.executeUpdate('resume');
        return resultOf(handle);
      });
      expect(result.trials).toHaveLength(3);
    },
  );

  test('two steps that need a person block the run once, and both are done again after resume', async () => {
    let healthy = false;
    let refused = 0;
    const refuse = async () => {
      if (healthy) return { text: null, usage: NO_USAGE };
      refused += 1;
      throw ApplicationFailure.nonRetryable('no key', 'LmAuth');
    };
    const scoreShard = async (input: ScoreShardInput) => {
      await refuse();
      return scoreOf(input);
    };
    const result = await run(scripted({ scoreShard, describeDataset: refuse }), async (handle) => {
      for (;;) {
        const progress = await handle.query<Progress>('progress');
        if (progress.status === 'blocked' && refused === 2) break;
      }
      healthy = true;
      await handle.executeUpdate('resume');
      return resultOf(handle);
    });
    expect(result.trials).toHaveLength(3);
  });

  test('an order to a run that is writing its result is refused', async () => {
    let writing = false;
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const recordResult = async () => {
      writing = true;
      await finished;
      return {} as RunResult;
    };
    await run(scripted({ recordResult }), async (handle) => {
      await eventually(() => writing);
      for (const order of ['pause', 'resume', 'stop', 'extend']) {
        await expect(handle.executeUpdate(order, { args: [{ mode: 'now' }] })).rejects.toMatchObject({
          cause: { type: 'InvalidRequest' },
        });
      }
      finish();
      await resultOf(handle);
    });
  });
});
