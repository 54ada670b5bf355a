import { join } from 'node:path';
import type { ArtifactRef, ArtifactStore } from '../domain/artifact.ts';
import { orderedJson } from '../domain/canonical-json.ts';
import { ArtifactDamaged, ArtifactMissing } from './artifact-errors.ts';
import { sha256OfText } from './content-hash.ts';
import { parseStored } from './parse-json.ts';
import { readIfThere } from './read-if-there.ts';
import { RecentValues } from './recent-values.ts';
import { lastAside, setAside } from './set-aside.ts';
import { writeWhole, type WriteWhole } from './write-whole.ts';

const RECENT_BYTES = 64 * 1024 * 1024;
const SHA256_HEX = /^[0-9a-f]{64}$/;

/** Where an artifact lies below its folder. */
export function artifactPath(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(2)}.json`;
}

/**
 * Values as files named by their hash, `ab/cdef….json`. Values given out are frozen: several activities of a process
 * share one parsed copy.
 */
export class FileArtifactStore implements ArtifactStore {
  readonly #folder: string;
  readonly #write: WriteWhole;
  readonly #recent = new RecentValues<unknown>(RECENT_BYTES);

  constructor(folder: string, write: WriteWhole = writeWhole) {
    this.#folder = folder;
    this.#write = write;
  }

  async put(value: unknown): Promise<ArtifactRef> {
    const text = orderedJson(value);
    const sha256 = sha256OfText(text);
    const file = this.#fileOf(sha256);
    // Also mends a file that was damaged since it was written.
    if ((await readIfThere(file)) !== text) await this.#write(file, text);
    return { sha256, bytes: Buffer.byteLength(text) };
  }

  /** The stored text of an artifact, for moving it elsewhere. @throws ArtifactMissing, ArtifactDamaged */
  async textOf({ sha256 }: ArtifactRef): Promise<string> {
    const file = this.#fileOf(sha256);
    const text = await readIfThere(file);
    if (text === null) throw await this.#absence(sha256, file);
    if (sha256OfText(text) === sha256) return text;
    throw new ArtifactDamaged(sha256, file, await setAside(file));
  }

  /** Stores a text that came from elsewhere. @throws ArtifactDamaged when it is not what the name says */
  async putText({ sha256 }: ArtifactRef, text: string): Promise<void> {
    const file = this.#fileOf(sha256);
    if (sha256OfText(text) !== sha256) throw new ArtifactDamaged(sha256, file);
    if ((await readIfThere(file)) !== text) await this.#write(file, text);
  }

  async get(ref: ArtifactRef): Promise<unknown> {
    const kept = this.#recent.get(ref.sha256);
    if (kept !== undefined) return kept.value;
    const text = await this.textOf(ref);
    const value = deepFreeze(this.#parsed(text, ref.sha256));
    this.#recent.set(ref.sha256, value, text.length);
    return value;
  }

  /** What has the right hash may still come from elsewhere. */
  #parsed(text: string, sha256: string): unknown {
    try {
      return parseStored(text);
    } catch (error) {
      if (error instanceof SyntaxError) throw new ArtifactDamaged(sha256, this.#fileOf(sha256));
      throw error;
    }
  }

  /** One that was found damaged before is still that, and not a matter of the wrong folder. */
  async #absence(sha256: string, file: string): Promise<Error> {
    const aside = await lastAside(file);
    return aside === null
      ? new ArtifactMissing(sha256, this.#folder)
      : new ArtifactDamaged(sha256, file, aside);
  }

  #fileOf(sha256: string): string {
    // A name from outside must not lead out of the folder.
    if (!SHA256_HEX.test(sha256)) throw new ArtifactMissing(sha256, this.#folder);
    return join(this.#folder, artifactPath(sha256));
  }
}

function deepFreeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const entry of Object.values(value)) deepFreeze(entry);
  return Object.freeze(value);
}
