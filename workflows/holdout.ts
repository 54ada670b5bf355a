import type { Expense, HoldoutSide, PreparedNight, Sides } from '../activities/contract-of-nights.ts';
import type { RunContext } from '../activities/contract.ts';
import type { ArtifactRef } from '../domain/artifact.ts';
import { runIdOf } from '../domain/task-queue.ts';
import { fitVariant, measureExpenses, scoreShard } from './activity-proxies.ts';
import { UNCHANGED } from './baseline.ts';
import { NightEnding } from './night-ending.ts';
import { persist, type Night } from './night.ts';
import { LARGEST_SHARD, refuseOtherCandidate, shardsOf } from './scoring.ts';
import { together } from './together.ts';

/** A program's scores on the holdout, and its means by the further metrics: those cost no call, its answers are stored. */
export async function scoreOnHoldout(
  night: Night,
  prepared: PreparedNight,
  program: ArtifactRef | null,
): Promise<HoldoutSide> {
  const scores = await scoreBy(night, prepared, { program });
  const metrics: Record<string, number> = {};
  for (const metric of prepared.metrics) {
    const further = await scoreBy(night, prepared, { program, metric });
    metrics[metric] = further.reduce((sum, score) => sum + score, 0) / further.length;
  }
  return { scores, metrics };
}

/** Cost and time of a program call on both sides; null when no guard asks for them. */
export async function measureOnHoldout(
  night: Night,
  prepared: PreparedNight,
  challenger: ArtifactRef,
): Promise<Sides<Expense> | null> {
  const { holdout, spec, expenses: kinds = [] } = prepared;
  const { variant } = spec;
  if (kinds.length === 0) return null;
  const run = await contextOf(night, prepared, { program: variant.program });
  const measured = await persist(night, () => measureExpenses({ run, variant, challenger, holdout, kinds }));
  return { champion: measured.champion, challenger: measured.challenger };
}

interface Measured {
  readonly program: ArtifactRef | null;
  readonly metric?: string;
}

async function contextOf(
  night: Night,
  { spec, budget, basis }: PreparedNight,
  measured: Measured,
): Promise<RunContext> {
  const { task, specHash, numThreads } = spec;
  const variant = { ...spec.variant, ...measured };
  const fingerprint = await persist(night, () => fitVariant({ task, variant, code: basis.code }));
  return { runId: runIdOf(task, specHash), task, specHash, fingerprint, budget, numThreads, variant };
}

async function scoreBy(night: Night, prepared: PreparedNight, measured: Measured): Promise<number[]> {
  const { spec, holdout } = prepared;
  const { settings } = spec;
  const run = await contextOf(night, prepared, measured);
  const shards = shardsOf(
    Array.from({ length: holdout.count }, (_, row) => row),
    LARGEST_SHARD,
  );
  const reports = await together(
    shards.map(async (cells) => {
      const input = { run, cells, dataset: holdout, candidate: UNCHANGED, maxErrors: settings.maxErrors };
      const report = await persist(night, () => scoreShard({ ...input, purpose: 'holdout' }));
      refuseOtherCandidate(UNCHANGED.key, report);
      return report;
    }),
  );
  const scores = reports.flatMap((report) => report.scores);
  const known = scores.filter((score) => score !== null);
  if (known.length === scores.length) return known;
  throw new NightEnding('kept', 'Kept because the budget of the night ended before the holdout was scored.');
}
