import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineTask, exactMatch, Example, LM, Predict } from 'durable-mipro';

const rows = readFileSync(
  fileURLToPath(new URL('../../examples/01-ticket-triage/tickets.jsonl', import.meta.url)),
  'utf8',
)
  .split('\n')
  .slice(0, 200)
  .map((line) => JSON.parse(line) as { ticket: string; category: string });

/** The nightly task of workers in processes of their own; its name and where its model answers stand in the environment. */
export default defineTask({
  name: process.env['FLEET_TASK'] ?? 'night',
  program: () =>
    new Predict('ticket -> category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"'),
  metric: exactMatch('category'),
  trainset: () => rows.map(({ ticket, category }) => new Example({ ticket, category }).withInputs('ticket')),
  lm: new LM('practice/tickets', { baseUrl: process.env['FLEET_MODEL'] ?? 'http://127.0.0.1:1/v1' }),
  defaults: { pruning: false, auto: null, numTrials: 4, numCandidates: 3, minibatchSize: 20, numThreads: 8 },
  nightly: { gate: { peeking: null, alpha: 0.05, resamples: 1000 } },
});
