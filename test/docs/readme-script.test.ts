import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPracticeServer, type PracticeServer } from '../../lm/practice/index.ts';
import { describeWithServer, workflowBundlePath } from '../real-server.ts';
import { read, ROOT } from './pages.ts';

const LABELS = ['billing', 'bug', 'account', 'other'];
const TICKETS = 40;

/** Tickets with the four labels of the script; all others are `other`. */
function tickets(): string {
  const rows = read('examples/01-ticket-triage/tickets.jsonl').trimEnd().split('\n').slice(0, TICKETS);
  return rows
    .map((row) => JSON.parse(row) as { ticket: string; category: string })
    .map(({ ticket, category }) => ({ ticket, label: LABELS.includes(category) ? category : 'other' }))
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
}

describeWithServer("the README's script", ({ address }) => {
  let folder: string;
  let provider: PracticeServer;
  let output: string;

  const runScript = async (): Promise<string> => {
    const script = join(ROOT, 'examples/02-twenty-lines/optimize.ts');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=durable-mipro-source', script],
      {
        cwd: folder,
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          TEMPORAL_ADDRESS: address,
          OPENAI_BASE_URL: provider.url,
          OPENAI_API_KEY: 'not-a-key',
          DURABLE_MIPRO_WORKFLOW_BUNDLE: workflowBundlePath(),
        },
      },
    );
    return stdout;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'durable-mipro-readme-'));
    await writeFile(join(folder, 'tickets.jsonl'), tickets());
    provider = await startPracticeServer();
    output = await runScript();
  }, 120_000);

  afterAll(async () => {
    await provider?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('ends with one of the labels and a score that is at least the baseline', () => {
    const [, label = '', baseline, best] = /^(\S+) (\S+) -> (\S+)$/m.exec(output) ?? [];
    expect(LABELS).toContain(label);
    expect(Number(best)).toBeGreaterThanOrEqual(Number(baseline));
  });

  test('saves the program in the layout of a chain of thought', async () => {
    const saved = JSON.parse(await readFile(join(folder, 'optimized.json'), 'utf8')) as object;
    expect(Object.keys(saved)).toEqual(['predict', 'metadata']);
  });

  test('run again, asks the model only for the ticket at its end', async () => {
    const before = provider.journal().length;
    await runScript();
    expect(provider.journal().length - before).toBe(1);
  }, 30_000);
});
