import type { RunResult, RunState, RunSpec } from '../domain/run.ts';
import type { ArtifactRef } from '../domain/artifact.ts';
import { parseStored } from './parse-json.ts';

type Shape = (value: unknown) => boolean;

/** Where a run names artifacts, and what each must be there. */
export interface NamedPlaces {
  readonly spec: Pick<RunSpec, 'variant'>;
  readonly state: RunState;
  readonly result: RunResult | null;
}

/**
 * The first artifact whose content is not what its place in the run asks for, such as a list where an instruction is
 * named; null when all are. Those that are not along are not looked at. What an archive brings along is put into prompts, so it must be what it says. Pure.
 */
export function misshapenArtifact(
  places: NamedPlaces,
  texts: ReadonlyMap<string, string>,
): ArtifactRef | null {
  const misfit = shapesOf(places).find(([{ sha256 }, fits]) => {
    const text = texts.get(sha256);
    return text !== undefined && !fits(valueOf(text));
  });
  return misfit?.[0] ?? null;
}

function shapesOf({ spec, state, result }: NamedPlaces): (readonly [ArtifactRef, Shape])[] {
  return [
    ...each([...(state.instructions ?? []).flat(), result?.program, spec.variant?.program], isText),
    ...each((state.demos ?? []).flat(), isListOfObjects),
    ...each([spec.variant?.trainset, spec.variant?.valset], isDataset),
    ...shapesOfPrepared(state.prepared),
  ];
}

function shapesOfPrepared(prepared: RunState['prepared']): (readonly [ArtifactRef, Shape])[] {
  if (prepared === null) return [];
  const { originalInstructions, trainset, valset, testset } = prepared;
  return [...each(originalInstructions, isText), ...each([trainset, valset, testset], isDataset)];
}

function each(
  refs: readonly (ArtifactRef | null | undefined)[],
  shape: Shape,
): (readonly [ArtifactRef, Shape])[] {
  return refs.flatMap((ref) => (ref ? [[ref, shape] as const] : []));
}

/** Undefined for what is no JSON of ours, which fits no place. */
function valueOf(text: string): unknown {
  try {
    return parseStored(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isText: Shape = (value) => typeof value === 'string';

const isListOfObjects: Shape = (value) => Array.isArray(value) && value.every(isObject);

const isDataset: Shape = (value) =>
  Array.isArray(value) &&
  value.every((row: unknown) => {
    if (!isObject(row)) return false;
    const { id, fields, inputs } = row;
    return (
      typeof id === 'string' &&
      isObject(fields) &&
      Array.isArray(inputs) &&
      inputs.every((name: unknown) => typeof name === 'string' && Object.hasOwn(fields, name))
    );
  });

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
