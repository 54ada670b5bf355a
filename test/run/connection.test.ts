import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { connectTemporal } from '../../client/connection.ts';
import { describeWithServer } from '../real-server.ts';
import { pause } from './lab.ts';

/** Longer than the client waits before it tries a call again. */
const RETRY_WAIT_MS = 600;

describeWithServer('a connection that is let go', ({ address }) => {
  test('while a question is unanswered ends the question, and nothing is tried again behind its back', async () => {
    const connected = await connectTemporal({ address, home: tmpdir(), log: () => {} });
    const workflowId = `unserved-${randomUUID()}`;
    const handle = await connected.client.workflow.start('optimize', {
      workflowId,
      taskQueue: workflowId,
    });
    const thrown: unknown[] = [];
    const onThrow = (error: unknown) => thrown.push(error);
    process.prependListener('uncaughtException', onThrow);
    const question = expect(handle.query('progress')).rejects.toMatchObject({ name: 'ServiceError' });
    await pause(100);
    await connected.release();
    await question;
    await pause(RETRY_WAIT_MS);
    process.off('uncaughtException', onThrow);
    expect(thrown).toEqual([]);
  });
});
