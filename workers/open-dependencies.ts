import type { Dependencies, LoadedTask } from '../activities/dependencies.ts';
import { createProgramSlots, createUserCode } from '../activities/index.ts';
import type { UserCode } from '../activities/user-code/user-code.ts';
import type { ChampionRegistry } from '../domain/champion.ts';
import { createLedgerBook } from '../stores/ledger-book.ts';
import { FileChampionRegistry } from '../stores/file-champion-registry.ts';
import { NightReports } from '../stores/night-reports.ts';
import { openStores } from '../stores/open-stores.ts';
import { RunFolders } from '../stores/run-folders.ts';
import { createRunRecords } from '../stores/run-records.ts';
import type { WriteWhole } from '../stores/write-whole.ts';
import type { TaskSource } from './load-task.ts';
import { createTaskRegistry } from './task-registry.ts';

export interface OpenDependenciesOptions {
  readonly tasks: readonly TaskSource[];
  /** Tasks that are loaded already. */
  readonly loaded?: readonly LoadedTask[];
  /** The `.durable-mipro` folder. */
  readonly home: string;
  /** Where champions are kept. @defaultValue files in the home folder */
  readonly champions?: ChampionRegistry;
  /** Where the tasks' code runs; closed by whoever gives it. @defaultValue one of its own */
  readonly userCode?: UserCode;
  /** How artifacts and run files reach the disk. @defaultValue `writeWhole` */
  readonly write?: WriteWhole;
}

export interface OpenedDependencies {
  readonly dependencies: Dependencies;
  readonly close: () => Promise<void>;
}

/** What the activities of one process need, over the stores of one home folder. */
export function openDependencies(options: OpenDependenciesOptions): OpenedDependencies {
  const { tasks, loaded, home, write } = options;
  const userCode = options.userCode ?? createUserCode({ home });
  const stores = openStores(home, write && { write });
  return {
    dependencies: {
      tasks: createTaskRegistry(tasks, loaded),
      artifacts: stores.artifacts,
      responses: stores.responses,
      paces: stores.paces,
      scores: stores.scores,
      ledgers: createLedgerBook(stores.database),
      records: createRunRecords(stores.database),
      runs: new RunFolders(home, write && { write }),
      champions: options.champions ?? new FileChampionRegistry(home),
      nights: new NightReports(home, write && { write }),
      slots: createProgramSlots(),
      userCode,
    },
    close: async () => {
      if (options.userCode === undefined) await userCode.close();
      stores.close();
    },
  };
}
