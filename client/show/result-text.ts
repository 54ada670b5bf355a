import { plain } from '../../domain/plain-text.ts';
import type { RunResult } from '../../domain/run.ts';
import type { AnyModule } from '../../program/module.ts';
import { extendedLines } from './extended-words.ts';
import { count, dollars, duration, percent } from './words.ts';

const REASONS: { readonly [reason in RunResult['stoppedBecause']]: string } = {
  completed: 'all planned trials were made',
  budget: 'the budget was used up; this is the best so far',
  deadline: 'the time was up; this is the best so far',
  stopped: 'it was told to stop; this is the best so far',
};

/** Scores, the winner's texts, and what it took. */
export function resultText(result: RunResult, winner: AnyModule): string {
  return [scoreLines(result), winnerText(winner), usageText(result), noteLines(result)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function scoreLines({ baseline, best, test, stoppedBecause }: RunResult): string {
  const rows = [`ended because ${REASONS[stoppedBecause]}`, row('validation', baseline, best)];
  if (test.baseline !== null) rows.push(row('test (never seen)', test.baseline, test.best));
  return rows.join('\n');
}

function row(name: string, before: number | null, after: number | null): string {
  const gain = before === null || after === null ? '' : `   ${signed(after - before)} points`;
  return `${name.padEnd(18)} baseline ${percent(before).padStart(6)} %   optimized ${percent(after).padStart(6)} %${gain}`;
}

function signed(difference: number): string {
  const points = Math.round(difference * 10_000) / 100;
  return `${points >= 0 ? '+' : ''}${points.toFixed(2)}`;
}

function winnerText(winner: AnyModule): string {
  return winner
    .predictors()
    .map(([name, predict]) => {
      const demos = predict.demos.map(
        (demo, index) => `    ${index + 1}. ${plain(JSON.stringify(withoutMark(demo)))}`,
      );
      const instruction = plain(predict.instructions)
        .split('\n')
        .map((line) => `    ${line}`);
      return [
        name,
        '  instruction',
        ...instruction,
        `  ${count(demos.length, 'demonstration')}`,
        ...demos,
      ].join('\n');
    })
    .join('\n\n');
}

function withoutMark({ augmented: _augmented, ...fields }: { readonly [name: string]: unknown }) {
  return fields;
}

function usageText({ usage, usageLines, wallMs }: RunResult): string {
  const head =
    `${count(usage.lmCalls, 'model call')} (${usage.cachedCalls.toLocaleString('en-US')} more answers from the store), ` +
    `${count(usage.promptTokens + usage.completionTokens, 'token')}, ${dollars(usage.costUsd)}, ${duration(wallMs)}`;
  const lines = usageLines.map(
    ({ stage, model, lmCalls, cachedCalls, costUsd }) =>
      `  ${stage.padEnd(10)} ${model.padEnd(24)} ${String(lmCalls).padStart(6)} calls ${String(cachedCalls).padStart(6)} stored   ${dollars(costUsd)}`,
  );
  return [head, ...lines].join('\n');
}

function noteLines({ notes, problems, extended }: RunResult): string {
  const counted = Object.entries(problems).map(
    ([problem, cells]) => `${count(cells, 'cell')} scored 0: ${problem}`,
  );
  return [...notes, ...extendedLines(extended), ...counted].map((line) => `note: ${line}`).join('\n');
}
