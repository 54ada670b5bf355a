import * as z from 'zod';
import type { RunKey } from './run-folders.ts';

/** What an archive of a run is, and the hashes of those of its files that are not named by their hash. */
export interface ArchiveManifest extends RunKey {
  readonly schema: 1;
  /** SHA-256 by name. */
  readonly files: { readonly [name: string]: string };
  /** How many stored answers there are; null when they were left out. */
  readonly answers: number | null;
}

export const MANIFEST = 'durable-mipro-run.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const manifestShape: z.ZodType<ArchiveManifest> = z.strictObject({
  schema: z.literal(1),
  task: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  specHash: z.string().regex(/^[0-9a-f]{1,64}$/),
  files: z.strictObject({
    'checkpoint.json': sha256,
    'result.json': sha256.exactOptional(),
    'program.json': sha256.exactOptional(),
  }),
  answers: z.int().min(0).nullable(),
});
