import { readFileSync } from 'node:fs';
import { defineTask, Example, exactMatch, LM, Predict, type TaskDefinition } from 'durable-mipro';

const TICKETS = new URL('../../examples/01-ticket-triage/tickets.jsonl', import.meta.url);

const ROWS = readFileSync(TICKETS, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { readonly ticket: string; readonly category: string });

const CATEGORY = 'category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"';

/** As many rows as wanted: the example's tickets, each time with another customer's number. */
function tickets(count: number): Example[] {
  return Array.from({ length: count }, (_, index) => {
    const { ticket, category } = ROWS[index % ROWS.length] as (typeof ROWS)[number];
    const customer = 10_000 + index;
    return new Example({ ticket: `${ticket} Customer ${customer}.`, category }).withInputs(
      'ticket',
    ) as Example;
  });
}

const TRAIN_COUNT = 60;

export function longTask({ modelUrl, valCount }: { modelUrl: string; valCount: number }): TaskDefinition {
  const all = tickets(TRAIN_COUNT + valCount);
  return defineTask({
    name: 'long-run',
    program: () => new Predict(`ticket -> ${CATEGORY}`),
    metric: exactMatch('category'),
    trainset: all.slice(0, TRAIN_COUNT),
    valset: all.slice(TRAIN_COUNT),
    lm: new LM('practice/long', { baseUrl: modelUrl }),
  });
}
