import { ChainOfThought, LM, defineTask, exactMatch } from 'durable-mipro';

export default defineTask({
  name: 'ticket-category',
  program: () =>
    new ChainOfThought(
      'ticket -> category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"',
    ),
  metric: exactMatch('category'),
  trainset: '../01-ticket-triage/tickets.jsonl',
  inputs: ['ticket'],
  lm: new LM('openai/gpt-4o-mini'),
  defaults: { auto: 'light', budget: { maxCostUsd: 2 } },
});
