import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, tickets, withoutOrigin, type RunningRun } from './lab.ts';
import { leaveRun } from './leave-run.ts';
import { describeRuns } from './run-harness.ts';
import { startOtherServer, type OtherServer } from './other-server.ts';
import { dataConverter } from '../../workers/compressed-payloads.ts';

const IN_SEARCH = 85;

describeRuns('a run on its way', (open, { binary }) => {
  let calm: { program: unknown; requests: number };
  let other: OtherServer;

  beforeAll(async () => {
    other = await startOtherServer(binary);
    const lab = await open();
    calm = { program: withoutOrigin((await lab.run()).program), requests: lab.requests() };
  });
  afterAll(() => other.stop());

  async function cameFromAnother(client: Client, running: RunningRun): Promise<boolean> {
    const { workflowId } = await running.handle();
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    const started = events?.[0]?.workflowExecutionStartedEventAttributes;
    return (started?.continuedExecutionRunId ?? '') !== '';
  }

  test.concurrent('that continues as new every few trials ends as if it never had', async () => {
    const lab = await open();
    const running = lab.start({ server: { address: other.address } });
    const { result, program } = await running.finished;
    const connection = await Connection.connect({ address: other.address });
    expect(await cameFromAnother(new Client({ connection, dataConverter }), running)).toBe(true);
    await connection.close();
    expect(withoutOrigin(program)).toEqual(calm.program);
    expect(lab.requests()).toBe(calm.requests);
    expect(result.usage.lmCalls).toBe(calm.requests);
    expect(result.trials.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test.concurrent('that was paused stays so over continue-as-new and another worker', async () => {
    const lab = await open();
    const server = { address: other.address };
    const stop = new AbortController();
    const first = lab.start({ numThreads: 2, server, signal: stop.signal });
    const left = expect(first.finished).rejects.toMatchObject({ name: 'Detached' });
    await lab.holdAt(IN_SEARCH);
    const connection = await Connection.connect({ address: other.address });
    const client = new Client({ connection, dataConverter });
    const handle = client.workflow.getHandle((await first.handle()).workflowId);
    expect(await cameFromAnother(client, first)).toBe(true);
    await handle.executeUpdate('pause');
    stop.abort();
    lab.hurry();
    await left;
    const requests = lab.requests();
    const second = lab.start({ server });
    await second.handle();
    await eventually(() => second.seen.some(({ status }) => status === 'paused'));
    expect(lab.requests()).toBe(requests);
    await handle.executeUpdate('resume');
    const { program } = await second.finished;
    await connection.close();
    expect(second.outcome()).toBe('joined');
    expect(withoutOrigin(program)).toEqual(calm.program);
    expect(lab.requests()).toBe(calm.requests);
  });

  test.concurrent('of many trials continues as new by itself', async () => {
    const lab = await open();
    const running = lab.start({
      settings: { numTrials: 80, numCandidates: 2, minibatch: false, minibatchFullEvalSteps: 10 },
      task: { trainset: tickets(4), valset: tickets(3, { from: 150 }) },
    });
    const { result } = await running.finished;
    expect(result.trials).toHaveLength(81);
    expect(await cameFromAnother(lab.client, running)).toBe(true);
  });

  test.concurrent('goes on on a server that never heard of it, without repeating a call', async () => {
    const lab = await open({ latencyMs: 10 });
    await leaveRun(lab, IN_SEARCH);
    const again = lab.start({ server: { address: other.address } });
    const { result, program } = await again.finished;
    expect(again.outcome()).toBe('resumed-from-checkpoint');
    expect(withoutOrigin(program)).toEqual(calm.program);
    expect(lab.requests()).toBe(calm.requests);
    expect(result.usage.lmCalls).toBe(calm.requests);
  });

  test.concurrent('goes on after its history was terminated, without repeating a call', async () => {
    const lab = await open({ latencyMs: 10 });
    await (await (await leaveRun(lab, IN_SEARCH)).handle()).terminate('by an operator');
    const again = lab.start();
    const { program } = await again.finished;
    expect(again.outcome()).toBe('resumed-from-checkpoint');
    expect(withoutOrigin(program)).toEqual(calm.program);
    expect(lab.requests()).toBe(calm.requests);
  });

  test.concurrent('that is left and joined again ends as if nothing had been', async () => {
    const lab = await open({ latencyMs: 10 });
    await leaveRun(lab, IN_SEARCH);
    const again = lab.start();
    const { program } = await again.finished;
    expect(again.outcome()).toBe('joined');
    expect(withoutOrigin(program)).toEqual(calm.program);
    expect(lab.requests()).toBe(calm.requests);
  });
});
