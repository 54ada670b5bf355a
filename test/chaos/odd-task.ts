import { existsSync } from 'node:fs';
import { defineTask, type Metric } from 'durable-mipro';
import { triageScore } from '../../examples/01-ticket-triage/triage.ts';
import triage from '../crash/triage-task.ts';

/** About one row in ten, where the answer is wrong: a metric that breaks on right answers is refused at the start. */
function isOdd(...[example, prediction]: Parameters<Metric>): boolean {
  return String(example['ticket']).length % 10 === 0 && prediction['category'] !== example['category'];
}

/** What a metric gives, or does, for odd rows. The types allow none of it: users' code is plain JavaScript as well. */
const ODD: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw new Error('no score');
  },
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  'a string': () => '1',
  nothing: () => undefined,
};

function oddMetric(): Metric {
  const odd = ODD[process.env['CREW_METRIC'] ?? ''];
  if (odd === undefined) return existsSync(process.env['CREW_EDITED'] ?? '') ? editedScore : triageScore;
  return (example, prediction) =>
    isOdd(example, prediction) ? (odd() as number) : triageScore(example, prediction);
}

/** As if someone had edited the metric. */
const editedScore: Metric = (example, prediction) => Number(prediction['category'] === example['category']);

const data = process.env['CREW_DATA'];

/** The crew's task, its metric or its data being what the environment says. */
export default defineTask({
  ...triage,
  metric: oddMetric(),
  ...(data !== undefined && { trainset: data, inputs: ['ticket'] }),
});
