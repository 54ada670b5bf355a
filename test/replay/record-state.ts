/**
 * Records the checkpoint file of a run, as the present code writes it, under the number of its state's schema:
 *
 *     node --conditions=durable-mipro-source test/replay/record-state.ts
 *
 * To be run once when the schema gets a new number. A sample that is there is never written again: it shows what an
 * older version left behind.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { ensureDevServer } from '../../client/temporal-server/dev-server.ts';
import { exactMatch } from '../../metrics/exact-match.ts';
import { openLab, tickets, TwoSteps } from '../run/lab.ts';
import { dataConverter } from '../../workers/compressed-payloads.ts';

const FOLDER = fileURLToPath(new URL('./states', import.meta.url));
const LABELS = ['category', 'priority'] as const;

async function checkpointOfARun(address: string): Promise<string> {
  const connection = await Connection.connect({ address });
  const { lab, close } = await openLab({ address, client: new Client({ connection, dataConverter }) });
  try {
    const { programFile } = await lab.run({
      task: {
        program: () => new TwoSteps(),
        metric: exactMatch('priority'),
        trainset: tickets(30, { labels: [...LABELS] }),
        testset: tickets(8, { from: 100, labels: [...LABELS] }),
      },
      budget: { maxLmCalls: 5_000 },
    });
    return readFileSync(join(programFile, '..', 'checkpoint.json'), 'utf8');
  } finally {
    await close();
    await connection.close();
  }
}

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'durable-mipro-record-'));
  const server = await ensureDevServer({ home });
  const text = await checkpointOfARun(server.address);
  await server.release();
  rmSync(home, { recursive: true, force: true });
  const { schema } = (JSON.parse(text) as { state: { schema: number } }).state;
  const file = join(FOLDER, `${schema}.json`);
  if (existsSync(file)) throw new Error(`${file} is there. Samples are never written again.`);
  writeFileSync(file, text);
  process.stdout.write(`${file}\n`);
}

await main();
