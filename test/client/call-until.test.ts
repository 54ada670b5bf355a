import { getEventListeners } from 'node:events';
import { Connection, isGrpcCancelledError } from '@temporalio/client';
import { expect, test } from 'vitest';
import { callUntil } from '../../client/call-until.ts';
import { describeWithServer } from '../real-server.ts';

describeWithServer('questions to a server until a signal', ({ address }) => {
  test('leave nothing on the signal, however many are asked', async () => {
    const connection = await Connection.connect({ address });
    const stop = new AbortController();
    for (let asked = 0; asked < 20; asked += 1)
      await callUntil(stop.signal, connection, () => connection.workflowService.getSystemInfo({}));
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    await connection.close();
  });

  test('end when it is aborted, and are not asked when it was', async () => {
    const connection = await Connection.connect({ address });
    const stop = new AbortController();
    const ask = () => callUntil(stop.signal, connection, () => connection.workflowService.getSystemInfo({}));
    const asked = ask();
    stop.abort();
    await expect(asked).rejects.toSatisfy(isGrpcCancelledError);
    await expect(ask()).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await connection.close();
  });
});
