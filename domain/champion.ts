import type { Score } from './score.ts';

/** The number of the present shape of a champion version. */
export const CHAMPION_SCHEMA = 1;

/** Who or what put a version into use: a nightly gate, or a person, by a name of theirs. */
export interface Promoter {
  readonly kind: 'gate' | 'person';
  /** The workflow id of the night, or the person's name. */
  readonly name: string;
}

/** What was measured on the holdout when the version was promoted; null where nothing was. */
export interface ChampionScores {
  readonly holdout: Score | null;
  /** Of the version it replaced, on the same rows. */
  readonly previous: Score | null;
  readonly rows: number;
}

/** One program that was put into use. Never changed once it is written; the one with the highest number is in use. */
export interface ChampionVersion {
  readonly schema: typeof CHAMPION_SCHEMA;
  readonly task: string;
  /** 1, 2, 3, … without gaps. */
  readonly version: number;
  /** The text of the saved program: DSPy's layout, byte for byte as it was saved. */
  readonly program: string;
  /** Lower-case hex SHA-256 of `program`: equal programs have equal names. */
  readonly programSha256: string;
  /** The run that made the program; null for one that a person brought. */
  readonly runId: string | null;
  readonly scores: ChampionScores;
  /** Content hash of the data that the run and the gate used; null when there was none. */
  readonly dataHash: string | null;
  readonly promotedBy: Promoter;
  /** Why, in words; holds no prompt and no example. */
  readonly reasons: readonly string[];
  /** The version whose program was put back, when this is a rollback. */
  readonly rollbackOf: number | null;
  /** Milliseconds since 1970. */
  readonly promotedAtMs: number;
  /** Names the attempt, so that the same one tried again after a crash is known for what it is. */
  readonly promotionId: string;
}

/** A version without its program, for lists. */
export type ChampionEntry = Omit<ChampionVersion, 'program'>;

/** The number that stands for "no champion yet" where a version is expected. */
export const NO_CHAMPION = 0;

/** A wish to put a program into use. */
export interface Promotion extends Omit<ChampionVersion, 'schema' | 'version' | 'programSha256'> {
  /** The version that was in use when the decision was made; `NO_CHAMPION` (0) for none. */
  readonly expectedVersion: number;
}

/**
 * `promoted`: the program is in use as this version, or was, in case this attempt is a repetition. `superseded`: another
 * version had come into use meanwhile; nothing was changed.
 */
export type PromotionOutcome =
  | { readonly kind: 'promoted'; readonly champion: ChampionEntry }
  | { readonly kind: 'superseded'; readonly currentVersion: number };

/** One look at the holdout: written down before its scores are compared, because looking is what costs. */
export interface HoldoutLook {
  /** 1, 2, 3, … without gaps. */
  readonly number: number;
  /** Names the night, so that the same one tried again finds its look. */
  readonly lookId: string;
  readonly atMs: number;
  /** The chance of a false promotion that this look may spend. */
  readonly alpha: number;
}

export type LookOutcome =
  | { readonly kind: 'added'; readonly look: HoldoutLook }
  | { readonly kind: 'superseded'; readonly lastNumber: number };

/**
 * The champions of all tasks. Append-only; every change is a compare-and-swap on the number it expects, safe between
 * processes and hosts that share the store.
 *
 * @throws ChampionUnreadable from every reading verb when what is stored is damaged or of a newer version
 */
export interface ChampionRegistry {
  /** The version in use; null when the task has none. */
  current(task: string): Promise<ChampionVersion | null>;
  /** The number of the version in use, 0 for none: cheap, for polling. */
  currentVersion(task: string): Promise<number>;
  version(task: string, version: number): Promise<ChampionVersion | null>;
  /** Oldest first. */
  history(task: string): Promise<readonly ChampionEntry[]>;
  promote(promotion: Promotion): Promise<PromotionOutcome>;
  /** Oldest first. */
  looks(task: string): Promise<readonly HoldoutLook[]>;
  /** `look.number` is one more than the last. The same `lookId` again gives the look that it has. */
  addLook(task: string, look: HoldoutLook): Promise<LookOutcome>;
}

/** A version without its program. Pure. */
export function toEntry({ program: _program, ...entry }: ChampionVersion): ChampionEntry {
  return entry;
}
