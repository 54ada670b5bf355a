import type { ArtifactStore, DatasetRef } from '../domain/artifact.ts';
import type { JsonObject } from '../domain/json.ts';
import { Example } from '../domain/example.ts';
import { hashOf } from '../stores/content-hash.ts';

/** An example as it is stored: its id comes from its content, so it means the same in every list. */
interface FrozenExample {
  readonly id: string;
  readonly fields: JsonObject;
  readonly inputs: readonly string[];
}

export interface IdentifiedExample {
  readonly id: string;
  readonly example: Example;
}

export async function freeze(artifacts: ArtifactStore, examples: readonly Example[]): Promise<DatasetRef> {
  const frozen = examples.map(toFrozen);
  return { ...(await artifacts.put(frozen)), count: frozen.length };
}

/** The same for equal examples, wherever they stand. */
export function idOf(example: Example): string {
  return toFrozen(example).id;
}

function toFrozen(example: Example): FrozenExample {
  const fields = example.toJSON();
  const inputs = Object.keys(example.inputs());
  return { id: hashOf({ fields, inputs }).slice(0, 16), fields, inputs };
}

/** Thawed lists by content, so that the many shards of a run share one. */
const thawed = new Map<string, Promise<readonly IdentifiedExample[]>>();
const THAWED_AT_MOST = 8;

/** The examples in the order they were frozen. */
export function thaw(artifacts: ArtifactStore, ref: DatasetRef): Promise<readonly IdentifiedExample[]> {
  const known = thawed.get(ref.sha256);
  if (known !== undefined) return known;
  const loading = load(artifacts, ref);
  thawed.set(ref.sha256, loading);
  loading.catch(() => thawed.delete(ref.sha256));
  const [oldest] = thawed.keys();
  if (thawed.size > THAWED_AT_MOST && oldest !== undefined) thawed.delete(oldest);
  return loading;
}

async function load(artifacts: ArtifactStore, ref: DatasetRef): Promise<readonly IdentifiedExample[]> {
  const rows = (await artifacts.get(ref)) as readonly FrozenExample[];
  return rows.map(({ id, fields, inputs }) => ({ id, example: new Example(fields).withInputs(...inputs) }));
}
