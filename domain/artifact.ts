/**
 * Names a stored value by its content. Only these cross Temporal: never prompts, examples or answers.
 * `sha256` is lower-case hex of the stored bytes.
 */
export interface ArtifactRef {
  readonly sha256: string;
  readonly bytes: number;
}

/** A frozen list of examples. Positions in it are stable, because its content is. */
export interface DatasetRef extends ArtifactRef {
  readonly count: number;
}

/** Content-addressed files. Writes are idempotent; a read checks the hash. */
export interface ArtifactStore {
  /** Stores plain JSON, keys in their order, and gives its name. */
  put(value: unknown): Promise<ArtifactRef>;
  /** @throws ArtifactMissing when nothing is stored under that name; ArtifactDamaged when its bytes changed. */
  get(ref: ArtifactRef): Promise<unknown>;
}
