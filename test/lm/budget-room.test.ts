import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withCallScope } from '../../lm/call-scope.ts';
import { LM } from '../../lm/lm.ts';
import { openStores } from '../../stores/open-stores.ts';
import { usageOf } from '../../stores/run-usage.ts';
import { openCallLedger } from '../../stores/sqlite-call-ledger.ts';
import { temporaryFolder } from '../stores/temporary-folder.ts';
import { hastyClock } from './hasty-clock.ts';
import { answer, startModelServer } from './model-server.ts';
import type { ModelServer } from './model-server.ts';

let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

// Worst case of one call: 1,000 tokens of answer for 0.10 dollars; its real cost: 10 tokens, 0.001 dollars.
const PRICE = { inputUsd: 0, outputUsd: 100 };

it('calls wait for room that others hold, and a small budget is used to its end but never passed', async () => {
  server.script((response, request) => void setTimeout(() => answer('x')(response, request), 5));
  const stores = openStores(join(temporaryFolder(), 'home'));
  const lm = new LM(
    'vllm/priced',
    { baseUrl: server.baseUrl, price: PRICE, maxTokens: 1000 },
    { clock: hastyClock() },
  );
  const ledger = openCallLedger(stores.database, {
    runId: 'r',
    stage: 's',
    activity: 'a',
    budget: { maxCostUsd: 0.16 },
  });
  const ask = (i: number): Promise<unknown> =>
    withCallScope({ responses: stores.responses, ledger, maxConcurrency: 8 }, () =>
      lm.complete({ messages: [{ role: 'user', content: String(i) }] }),
    );
  const results = await Promise.allSettled(Array.from({ length: 80 }, (_, i) => ask(i)));
  const refused = results.filter(({ status }) => status === 'rejected');
  const { costUsd, lmCalls } = usageOf(stores.database, 'r');
  expect([lmCalls, refused.length, costUsd]).toEqual([61, 19, 0.061]);
  expect(server.requests).toHaveLength(61);
  stores.close();
});
