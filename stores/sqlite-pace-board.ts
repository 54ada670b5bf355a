import type { PaceBoard, PaceState } from '../domain/pace-board.ts';
import type { StoreDatabase } from './store-database.ts';

/** What all processes of one home know together of how fast models may be asked. */
export class SqlitePaceBoard implements PaceBoard {
  readonly #database: StoreDatabase;

  constructor(database: StoreDatabase) {
    this.#database = database;
  }

  read(scope: string): PaceState | null {
    const row = this.#database.prepare('SELECT state FROM paces WHERE scope = ?').get(scope);
    return row === undefined ? null : toState(String(row['state']));
  }

  change(scope: string, change: (there: PaceState | null) => PaceState): PaceState {
    return this.#database.transaction(() => {
      const next = change(this.read(scope));
      this.#database
        .prepare(
          'INSERT INTO paces (scope, state) VALUES (?, ?) ON CONFLICT DO UPDATE SET state = excluded.state',
        )
        .run(scope, JSON.stringify(next));
      return next;
    });
  }
}

const NUMBERS = ['answers', 'learnedAtMs', 'doublingMs', 'gateOpensAtMs'] as const;
const NUMBERS_OR_NULL = ['stretchStartMs', 'learnAtMs', 'perMs', 'lastSentMs'] as const;

/** What is not a state, of a damaged file or of another version, is none: it is learned again. */
function toState(text: string): PaceState | null {
  const read = parsed(text);
  const isWhole =
    NUMBERS.every((name) => Number.isFinite(read[name])) &&
    NUMBERS_OR_NULL.every((name) => read[name] === null || Number.isFinite(read[name]));
  return isWhole && (read['perMs'] === null || Number(read['perMs']) > 0)
    ? (read as unknown as PaceState)
    : null;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
