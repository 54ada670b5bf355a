import { fileURLToPath } from 'node:url';
import { unless } from '../../evidence/violation.ts';
import type { ChaosFault } from '../fault.ts';

const TASK = fileURLToPath(new URL('../odd-task.ts', import.meta.url));

export const oddMetric: ChaosFault = {
  id: 'R29',
  title: 'the metric gives no score for some rows',
  scaled: 'without those that spin, leak or end the process',
  variants: ['throws', 'NaN', 'Infinity', 'a string', 'nothing'],
  waives: ['I3'],
  crew: ({ variant }) => ({
    taskFile: TASK,
    prepare: () => Promise.resolve({ all: { CREW_METRIC: variant } }),
  }),
  inject: () => Promise.resolve(),
  judge: ({ arena: { notes }, evidence: { files } }) => {
    const problems = files.result?.problems ?? {};
    const scored = problems['metric-error'] ?? 0;
    notes.set('scored 0', scored);
    const others = Object.keys(problems).filter((name) => name !== 'metric-error').length;
    return [
      ...unless(scored > 0, 'the rows without a score are not told', {}),
      ...unless(others === 0, 'other problems are told', { others }),
    ];
  },
};
