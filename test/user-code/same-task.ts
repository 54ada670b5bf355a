import { readFileSync } from 'node:fs';
import { defineTask, exactMatch, Example, LM, Module, Predict, type TaskDefinition } from 'durable-mipro';

const CATEGORY = 'category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"';
const PRIORITY = 'priority: "low" | "normal" | "high" | "urgent"';

class TwoSteps extends Module<{ ticket: string }, { category: string; priority: string }> {
  classify = new Predict(`ticket -> ${CATEGORY}`);
  prioritize = new Predict(`ticket, ${CATEGORY} -> ${PRIORITY}`);

  async forward({ ticket }: { ticket: string }) {
    const { category } = await this.classify.run({ ticket });
    const { priority } = await this.prioritize.run({ ticket, category: category as 'bug' });
    return { category, priority };
  }
}

export interface SameTask {
  readonly name: string;
  readonly modelUrl: string;
  readonly isolation: 'process' | 'none';
}

/** A healthy task of two predictors, to be run in either place. */
export function sameTask({ name, modelUrl, isolation }: SameTask): TaskDefinition {
  const rows = readFileSync(new URL('../../examples/01-ticket-triage/tickets.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(0, 54)
    .map((line) => new Example(JSON.parse(line) as object).withInputs('ticket' as never) as Example);
  return defineTask({
    name,
    program: () => new TwoSteps(),
    metric: exactMatch('priority'),
    trainset: rows.slice(0, 30),
    valset: rows.slice(30),
    lm: new LM('practice/tickets', { baseUrl: modelUrl }),
    userCode: { isolation },
  });
}
