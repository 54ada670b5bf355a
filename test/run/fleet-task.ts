import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineTask, exactMatch, Example, LM, Predict } from 'durable-mipro';

const rows = readFileSync(
  fileURLToPath(new URL('../../examples/01-ticket-triage/tickets.jsonl', import.meta.url)),
  'utf8',
)
  .split('\n')
  .slice(0, 60)
  .map((line) => JSON.parse(line) as { ticket: string; category: string });

function examples(from: number, to: number) {
  return rows
    .slice(from, to)
    .map(({ ticket, category }) => new Example({ ticket, category }).withInputs('ticket'));
}

export interface FleetTask {
  readonly name: string;
  readonly modelUrl: string;
  /** Of the task's code, as a deploy changes it. */
  readonly version: string;
}

export function fleetTask({ name, modelUrl, version }: FleetTask) {
  return defineTask({
    name,
    version,
    program: () =>
      new Predict('ticket -> category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"'),
    metric: exactMatch('category'),
    trainset: () => examples(0, 30),
    valset: () => examples(30, 60),
    lm: new LM('practice/tickets', { baseUrl: modelUrl }),
  });
}

/** The task of a fleet's workers; which fleet it is, and where its model answers, stands in the environment. */
export default fleetTask({
  name: process.env['FLEET_TASK'] ?? 'fleet',
  modelUrl: process.env['FLEET_MODEL'] ?? 'http://127.0.0.1:1/v1',
  version: process.env['FLEET_VERSION'] ?? '1',
});
