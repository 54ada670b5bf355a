import type { Extended } from '../../domain/extension.ts';
import { count, dollars, duration } from './words.ts';

/** What was added to a run, in one line; none when nothing was. */
export function extendedLines(extended: Extended | undefined): string[] {
  if (extended === undefined) return [];
  const { trials, budget } = extended;
  const parts = [
    trials > 0 ? `by ${count(trials, 'trial')}` : '',
    budget.maxLmCalls === undefined ? '' : `to at most ${count(budget.maxLmCalls, 'call')}`,
    budget.maxCostUsd === undefined ? '' : `to at most ${dollars(budget.maxCostUsd)}`,
    budget.maxDurationMs === undefined ? '' : `to at most ${duration(budget.maxDurationMs)}`,
  ];
  return [`extended ${parts.filter((part) => part !== '').join(', ')}`];
}
