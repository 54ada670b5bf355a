import { join } from 'node:path';
import { openCallLedger } from '../../stores/sqlite-call-ledger.ts';
import { openStores } from '../../stores/open-stores.ts';

// Writes answers, calls and artifacts without end, and says so line by line; the test kills it.
const stores = openStores(join(process.argv[2] ?? '', 'home'));
const ledger = openCallLedger(stores.database, { runId: 'run', stage: 's', activity: 'a', budget: {} });
for (let i = 0; ; i += 1) {
  const entry = ledger.reserve({ model: 'm', promptTokens: 1, worstCostUsd: 0.01 });
  const text = `${i} ${'z'.repeat(3000)}`;
  stores.responses.putIfAbsent(`key-${i}`, {
    text,
    finishReason: 'stop',
    model: 'm',
    promptTokens: 1,
    completionTokens: 1,
    costUsd: 0.001,
  });
  ledger.settle(entry, { promptTokens: 1, completionTokens: 1, costUsd: 0.001 });
  if (i % 10 === 0) {
    const { sha256 } = await stores.artifacts.put({ i, text });
    process.stdout.write(`${i} ${sha256}\n`);
  }
}
