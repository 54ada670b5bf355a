import * as z from 'zod';
import { CHAMPION_SCHEMA, type ChampionVersion, type HoldoutLook } from '../domain/champion.ts';
import { ChampionUnreadable } from './champion-errors.ts';
import { parseOurJson } from './parse-json.ts';
import { sha256OfText } from './content-hash.ts';

/** The shapes of what a registry stores, field by field: it may come from another host. */

const count = z.int().min(0);
const name = z.string().min(1);
const timeMs = z.number().min(0);

const champion: z.ZodType<ChampionVersion> = z.strictObject({
  schema: z.literal(CHAMPION_SCHEMA),
  task: name,
  version: z.int().min(1),
  program: name,
  programSha256: z.string().regex(/^[0-9a-f]{64}$/),
  runId: name.nullable(),
  scores: z.strictObject({ holdout: z.number().nullable(), previous: z.number().nullable(), rows: count }),
  dataHash: name.nullable(),
  promotedBy: z.strictObject({ kind: z.enum(['gate', 'person']), name }),
  reasons: z.array(name),
  rollbackOf: z.int().min(1).nullable(),
  promotedAtMs: timeMs,
  promotionId: name,
});

const look: z.ZodType<HoldoutLook> = z.strictObject({
  number: z.int().min(1),
  lookId: name,
  atMs: timeMs,
  alpha: z.number().min(0).max(1),
});

/** @throws ChampionUnreadable */
export function readChampion(text: string, place: string): ChampionVersion {
  const version = read(champion, text, place);
  if (sha256OfText(version.program) === version.programSha256) return version;
  throw new ChampionUnreadable(place, 'its program does not have the hash that is written beside it');
}

/** @throws ChampionUnreadable */
export function readLook(text: string, place: string): HoldoutLook {
  return read(look, text, place);
}

/** What people may want to read is laid out. */
export function recordText(record: ChampionVersion | HoldoutLook): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

function read<T>(shape: z.ZodType<T>, text: string, place: string): T {
  let value: unknown;
  try {
    value = parseOurJson(text);
  } catch {
    // The parser's own message would quote the text.
    throw new ChampionUnreadable(place, 'it is not valid JSON');
  }
  const schema = (value as { readonly schema?: unknown } | null)?.schema;
  if (typeof schema === 'number' && schema > CHAMPION_SCHEMA) {
    throw new ChampionUnreadable(
      place,
      `a newer version wrote it (schema ${schema}, known is ${CHAMPION_SCHEMA})`,
    );
  }
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0] ?? { path: [], message: 'unknown' };
  throw new ChampionUnreadable(place, `${path.join('.') || 'the whole'}: ${message}`);
}
