import type { PaceBoard } from '../domain/pace-board.ts';
import type { ResponseStore } from '../domain/response-store.ts';
import type { ScoreStore } from '../domain/score-store.ts';
import { FileArtifactStore } from './file-artifact-store.ts';
import { artifactsFolder, databaseFile, homeDirectory } from './home.ts';
import { openDatabase } from './open-database.ts';
import type { OpenDatabaseOptions } from './open-database.ts';
import { SqlitePaceBoard } from './sqlite-pace-board.ts';
import { SqliteResponseStore } from './sqlite-response-store.ts';
import { SqliteScoreStore } from './sqlite-score-store.ts';
import type { StoreDatabase } from './store-database.ts';
import type { WriteWhole } from './write-whole.ts';

export interface Stores {
  readonly home: string;
  /** For `openCallLedger` and the usage of runs. */
  readonly database: StoreDatabase;
  readonly responses: ResponseStore;
  readonly scores: ScoreStore;
  readonly paces: PaceBoard;
  readonly artifacts: FileArtifactStore;
  close(): void;
}

export interface OpenStoresOptions extends OpenDatabaseOptions {
  /** How artifacts reach the disk. @defaultValue `writeWhole` */
  readonly write?: WriteWhole;
}

/** Opens all stores of one home folder; made if absent. */
export function openStores(home: string = homeDirectory(), options: OpenStoresOptions = {}): Stores {
  const database = openDatabase(databaseFile(home), options);
  return {
    home,
    database,
    responses: new SqliteResponseStore(database, options.warn),
    scores: new SqliteScoreStore(database),
    paces: new SqlitePaceBoard(database),
    artifacts: new FileArtifactStore(artifactsFolder(home), options.write),
    close: () => database.close(),
  };
}
