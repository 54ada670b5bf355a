import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, inject, vi } from 'vitest';
import type { PracticeServerOptions } from '../../lm/practice/index.ts';
import { describeWithServer } from '../real-server.ts';
import { openLab, type Lab } from './lab.ts';
import { dataConverter } from '../../workers/compressed-payloads.ts';

export type OpenLab = (conditions?: PracticeServerOptions) => Promise<Lab>;

/** A run takes a second or two; a machine that is busy with other things may make it many. */
const PATIENCE_MS = 60_000;

/** A group of tests with whole runs; tests open labs, which are gone after the last. */
export function describeRuns(
  title: string,
  tests: (open: OpenLab, server: { binary: string; address: string }) => void,
): void {
  vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });
  describeWithServer(title, ({ address, binary }) => {
    const opened: (() => Promise<void>)[] = [];
    let connection: Connection;

    beforeAll(async () => {
      process.env['DURABLE_MIPRO_WORKFLOW_BUNDLE'] = inject('workflowBundlePath') ?? '';
      connection = await Connection.connect({ address });
    });
    afterAll(async () => {
      await Promise.all(opened.map((close) => close()));
      await connection.close();
    });

    tests(
      async (conditions) => {
        const { lab, close } = await openLab(
          { address, client: new Client({ connection, dataConverter }) },
          conditions,
        );
        opened.push(close);
        return lab;
      },
      { binary, address },
    );
  });
}
