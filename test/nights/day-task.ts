import { readFileSync } from 'node:fs';
import { defineTask, exactMatch, LM, Predict } from 'durable-mipro';
import { ticketsOfDay } from '../../examples/04-nightly/tickets-of-day.ts';

/** Which day it is stands in a file: the data drifts under a worker that goes on. */
const today = () => Number(readFileSync(process.env['NIGHTS_DAY'] ?? '', 'utf8'));

/** The nightly task of the campaign, for workers in processes of their own. */
export default defineTask({
  name: 'drifting',
  program: () =>
    new Predict('ticket -> category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"'),
  metric: exactMatch('category'),
  trainset: () => ticketsOfDay(today()),
  lm: new LM('practice/tickets', { baseUrl: process.env['NIGHTS_MODEL'] ?? 'http://127.0.0.1:1/v1' }),
  defaults: { pruning: false, auto: null, numTrials: 4, numCandidates: 3, minibatchSize: 20, numThreads: 8 },
  nightly: {
    gate: { peeking: null, resamples: 1000 },
    ...(process.env['NIGHTS_ASKS'] !== undefined && { approval: { timeoutMs: 3_600_000 } }),
  },
});
