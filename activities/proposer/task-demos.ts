import type { ArtifactStore, ArtifactRef } from '../../domain/artifact.ts';
import type { Demo } from '../../program/adapter.ts';
import type { SignatureShape } from '../../program/signature-shape.ts';
import { DEMOS_SHOWN } from '../../optimizer/demo-plan.ts';
import { asData } from './as-data.ts';
import { fieldText } from '../../program/prompt/field-value.ts';

/** Said instead when there is nothing to show. */
export const NO_TASK_DEMOS = 'There are no worked examples of this step.';

export interface DemoSearch {
  readonly artifacts: ArtifactStore;
  /** By set index; each one list per predictor. */
  readonly demoSets: readonly (readonly ArtifactRef[])[];
  readonly predictorIndex: number;
  readonly signature: SignatureShape;
}

/**
 * Up to three bootstrapped demos of a predictor as text: those of the given set, then of the next sets round the table.
 * Each is one line per field, as `Prefix: value`.
 */
export async function taskDemosText(search: DemoSearch, fromSet: number): Promise<string> {
  const { demoSets } = search;
  const shown: Demo[] = [];
  for (let step = 0; step < demoSets.length && shown.length < DEMOS_SHOWN; step += 1) {
    const set = demoSets[(fromSet + step) % demoSets.length];
    shown.push(...(await bootstrappedDemos(search, set)));
  }
  if (shown.length === 0) return NO_TASK_DEMOS;
  return asData(
    shown
      .slice(0, DEMOS_SHOWN)
      .map((demo) => demoText(search.signature, demo))
      .join('\n\n'),
  );
}

async function bootstrappedDemos(
  { artifacts, predictorIndex }: DemoSearch,
  set: readonly ArtifactRef[] | undefined,
): Promise<Demo[]> {
  const ref = set?.[predictorIndex];
  if (ref === undefined) return [];
  const demos = (await artifacts.get(ref)) as Demo[];
  return demos.filter((demo) => demo['augmented'] === true);
}

function demoText({ inputs, outputs }: SignatureShape, demo: Demo): string {
  return [...inputs, ...outputs]
    .map((field) => `${field.prefix} ${fieldText(demo[field.name] ?? null, field.type)}`)
    .join('\n');
}
