import { defineTask, exactMatch, Predict, type LM, type TaskDefinition } from 'durable-mipro';
import { ticketsOfDay } from './tickets-of-day.ts';

/** The day that the nights look at; a real task would ask its database. */
export const calendar = { day: 1 };

/** A task that is optimized again every night: what a challenger must show, and what must not get worse. */
export function nightlyTask(lm: LM): TaskDefinition {
  return defineTask({
    name: 'ticket-category-nightly',
    program: () =>
      new Predict('ticket -> category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"'),
    metric: exactMatch('category'),
    trainset: () => ticketsOfDay(calendar.day),
    lm,
    defaults: { auto: null, numTrials: 8, numCandidates: 4, minibatchSize: 30 },
    nightly: {
      // The three nights of this example follow each other within a minute: each look may spend all of alpha.
      gate: { peeking: null, guards: [{ kind: 'slice', name: 'billing', maxLoss: 0.1 }] },
      slices: (ticket) => [String(ticket.toJSON()['category'])],
      budget: { perNight: { maxLmCalls: 5_000 } },
    },
  });
}
