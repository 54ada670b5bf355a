import type { ChampionEntry } from '../../domain/champion.ts';
import { plain } from '../../domain/plain-text.ts';
import type { Score } from '../../domain/score.ts';
import type { PendingChallenger, PredictorChange } from '../champions/pending-challenger.ts';

/** A version as people see it. */
export function entryText({
  version,
  promotedBy,
  promotedAtMs,
  scores,
  reasons,
  rollbackOf,
}: ChampionEntry): string {
  const back = rollbackOf === null ? '' : `, back to version ${rollbackOf}`;
  const measured =
    scores.holdout === null
      ? ''
      : `  ${points(scores.previous)} -> ${points(scores.holdout)} on ${scores.rows} rows`;
  const head = `version ${version}  ${new Date(promotedAtMs).toISOString()}  by ${promotedBy.name}${back}${measured}`;
  return [head, ...reasons.map((reason) => `  ${reason}`)].join('\n');
}

function points(score: Score | null): string {
  return score === null ? '-' : (score * 100).toFixed(1);
}

/** What waits for a person: why the gate would promote it, and what would change. */
export function pendingText({ report, changes }: PendingChallenger): string[] {
  const { task, decision } = report;
  return [
    `waiting for approval (${report.nightId}):`,
    ...(decision?.reasons ?? []).map(({ text }) => `  ${text}`),
    ...(decision === null ? [] : [`  ${decision.power.text}`]),
    ...changes.flatMap(changeText),
    `durable-mipro approve ${task} --by <name> takes it, durable-mipro reject ${task} --by <name> leaves it.`,
  ];
}

function changeText({ predictor, before, after }: PredictorChange): string[] {
  const isSame = before?.instructions === after.instructions;
  const texts = isSame
    ? ['    (same instruction)']
    : [...marked('-', plain(before?.instructions ?? '')), ...marked('+', plain(after.instructions))];
  return [`  ${predictor}: ${before?.demos ?? 0} -> ${after.demos} demonstrations`, ...texts];
}

function marked(mark: string, text: string): string[] {
  return text === '' ? [] : text.split('\n').map((line) => `    ${mark} ${line}`);
}
