import { styleText } from 'node:util';
import type { Progress } from '../../domain/run.ts';
import { count, dollars, duration, percent } from './words.ts';

const BAR_CELLS = 24;

/** The run at a glance, for one updating block on a terminal. Pure. */
export function liveBlock(progress: Progress, nowMs: number): string[] {
  const { usage, sizes, trials } = progress;
  const sampled = trials.filter(({ origin }) => origin === 'startup' || origin === 'model').length;
  return [
    `${styleText('bold', progress.stage)} ${progress.status === 'running' ? '' : styleText('yellow', progress.status)}`.trimEnd(),
    ...progress.steps
      .filter(({ done, total }) => done < total)
      .map(({ name, done, total }) => `  ${bar(done, total)} ${name} ${done}/${total}`),
    ...(sizes === null ? [] : [`  ${bar(sampled, sizes.trials)} trials ${sampled}/${sizes.trials}`]),
    `  baseline ${percent(progress.baseline)} %   best ${percent(progress.best)} %`,
    `  ${count(usage.lmCalls, 'call')}, ${usage.cachedCalls} stored, ${dollars(usage.costUsd)}, ${duration(nowMs - progress.startedAtMs - (progress.idleMs ?? 0))}`,
  ];
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? 0 : Math.round((done / total) * BAR_CELLS);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)}`;
}
