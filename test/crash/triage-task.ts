import { fileURLToPath } from 'node:url';
import { defineTask, LM, loadExamples } from 'durable-mipro';
import { TicketTriage, triageScore } from '../../examples/01-ticket-triage/triage.ts';

const TICKETS = fileURLToPath(new URL('../../examples/01-ticket-triage/tickets.jsonl', import.meta.url));
const TEST_ROWS = 120;

const rows = await loadExamples(TICKETS, { inputs: ['ticket'] });

/** The first example as a task file, so that workers and clients of their own can serve it. Its model's address stands in the environment. */
export default defineTask({
  name: 'ticket-triage',
  program: () => new TicketTriage(),
  metric: triageScore,
  trainset: rows.slice(0, -TEST_ROWS),
  testset: rows.slice(-TEST_ROWS),
  lm: new LM('openai/tickets', {
    baseUrl: process.env['CREW_MODEL'] ?? 'http://127.0.0.1:1/v1',
    apiKeyEnv: 'CREW_KEY',
    price: { inputUsd: 1, outputUsd: 2 },
    timeoutMs: Number(process.env['CREW_TIMEOUT_MS'] ?? 120_000),
  }),
});
