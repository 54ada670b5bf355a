import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScoreReport, ScoreShardInput } from '../../activities/contract.ts';
import type { DatasetRef } from '../../domain/artifact.ts';
import { scoredParts } from '../../domain/fingerprint.ts';
import { hashOf } from '../../stores/content-hash.ts';
import { artifactPath } from '../../stores/file-artifact-store.ts';
import { artifactsFolder } from '../../stores/home.ts';
import type { ReportedCell } from './evidence.ts';
import { attributesOf, firstValue, type HistoryEvent } from './read-event.ts';

/** Every score that a shard has reported to the workflow, under the names that the store knows. */
export function readCells(events: readonly HistoryEvent[], home: string): readonly ReportedCell[] {
  const inputs = new Map(events.flatMap(scheduledShard));
  const idsOf = exampleIds(home);
  return events.flatMap((event): readonly ReportedCell[] => {
    const completed = attributesOf(event, 'activityTaskCompletedEventAttributes');
    const input = completed && inputs.get(Number(completed['scheduledEventId']));
    if (!input) return [];
    return cellsOf(input, firstValue(completed['result']) as ScoreReport, idsOf(input.dataset));
  });
}

function scheduledShard(event: HistoryEvent): (readonly [number, ScoreShardInput])[] {
  const scheduled = attributesOf(event, 'activityTaskScheduledEventAttributes');
  if ((scheduled?.['activityType'] as { name?: string } | undefined)?.name !== 'scoreShard') return [];
  return [[Number(event.eventId), firstValue(scheduled?.['input']) as ScoreShardInput] as const];
}

function cellsOf(
  { candidate, cells, run }: ScoreShardInput,
  { scores, candidateKey }: ScoreReport,
  ids: readonly string[],
): readonly ReportedCell[] {
  const subject = hashOf({ task: scoredParts(run.fingerprint), patches: candidate.patches });
  return cells.flatMap((position, index): ReportedCell[] => {
    const score = scores[index] ?? null;
    return score === null ? [] : [{ candidateKey, subject, example: ids[position] ?? `#${position}`, score }];
  });
}

/** The ids of a frozen data set's examples, by position. */
export function exampleIds(home: string): (dataset: DatasetRef) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return ({ sha256 }) => {
    const ids = known.get(sha256) ?? readIds(join(artifactsFolder(home), artifactPath(sha256)));
    known.set(sha256, ids);
    return ids;
  };
}

function readIds(file: string): readonly string[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as { id: string }[]).map(({ id }) => id);
}
