import type { ArtifactRef } from '../../domain/artifact.ts';
import type { ChampionVersion } from '../../domain/champion.ts';
import type { NightReport } from '../../domain/night.ts';
import { FileArtifactStore } from '../../stores/file-artifact-store.ts';
import { artifactsFolder } from '../../stores/home.ts';
import type { NightReports } from '../../stores/night-reports.ts';

/** What one predictor would have instead of what it has. */
export interface PredictorChange {
  readonly predictor: string;
  /** Null where there is no champion. */
  readonly before: PredictorTexts | null;
  readonly after: PredictorTexts;
}

export interface PredictorTexts {
  readonly instructions: string;
  readonly demos: number;
}

/** A challenger that waits for a person. */
export interface PendingChallenger {
  readonly report: NightReport;
  readonly changes: readonly PredictorChange[];
}

/** The challenger of the last night, if that waits for approval. */
export async function pendingChallenger(
  { home, reports }: { readonly home: string; readonly reports: NightReports },
  task: string,
  champion: ChampionVersion | null,
): Promise<PendingChallenger | null> {
  const report = (await reports.list(task)).at(-1);
  const waits = report?.outcome === null && report.decision?.verdict === 'promote';
  if (report === undefined || !waits || report.run === null) return null;
  const after = predictorsIn(await programText(home, report.run.program));
  const before = champion === null ? null : predictorsIn(champion.program);
  const changes = [...after].map(([predictor, texts]) => ({
    predictor,
    before: before?.get(predictor) ?? null,
    after: texts,
  }));
  return { report, changes };
}

async function programText(home: string, ref: ArtifactRef): Promise<string> {
  return (await new FileArtifactStore(artifactsFolder(home)).get(ref)) as string;
}

interface SavedPredictor {
  readonly signature?: { readonly instructions?: unknown };
  readonly demos?: readonly unknown[];
}

/** By name, from the text of a saved program; a bare predictor is named `self`. */
function predictorsIn(text: string): Map<string, PredictorTexts> {
  const { metadata: _metadata, ...states } = JSON.parse(text) as { readonly [name: string]: SavedPredictor };
  const isBare = 'signature' in states;
  const named: [string, SavedPredictor][] = isBare
    ? [['self', states as SavedPredictor]]
    : Object.entries(states);
  return new Map(
    named.map(([name, { signature, demos = [] }]) => [
      name,
      { instructions: String(signature?.instructions ?? ''), demos: demos.length },
    ]),
  );
}
