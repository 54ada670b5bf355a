import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { activityInfo } from '@temporalio/activity';
import { createActivities } from '../../activities/index.ts';
import type { Activities } from '../../activities/contract.ts';
import { databaseFile } from '../../stores/home.ts';
import { openDatabase } from '../../stores/open-database.ts';
import type { OpenedActivities } from '../../workers/optimizer-worker.ts';
import { openDependencies, type OpenDependenciesOptions } from '../../workers/open-dependencies.ts';

/** Copies of a home folder, by the activity at whose end each was made. */
export interface Snapshots {
  /** The latest copy that holds all that these activities wrote; null when none of them wrote anything. */
  after(activityIds: ReadonlySet<string>): string | null;
}

/**
 * Activities that copy the home folder when they have done their work and before they say so: whoever takes over later
 * finds at least that.
 */
export function withSnapshots(
  options: OpenDependenciesOptions,
  folder: string,
): { opened: OpenedActivities; snapshots: Snapshots } {
  const { dependencies, close } = openDependencies(options);
  const database = openDatabase(databaseFile(options.home));
  const taken: { readonly activityId: string; readonly home: string }[] = [];
  const take = () => {
    const home = join(folder, String(taken.length));
    mkdirSync(home, { recursive: true });
    for (const part of ['artifacts', 'runs']) copyWholeFiles(join(options.home, part), join(home, part));
    database.prepare('VACUUM INTO ?').run(databaseFile(home));
    taken.push({ activityId: activityInfo().activityId, home });
  };
  return {
    opened: {
      activities: eachEndingWith(createActivities(dependencies), take),
      close: () => {
        database.close();
        return close();
      },
    },
    snapshots: {
      after: (activityIds) => taken.findLast(({ activityId }) => activityIds.has(activityId))?.home ?? null,
    },
  };
}

function copyWholeFiles(from: string, to: string): void {
  if (existsSync(from)) cpSync(from, to, { recursive: true, filter: (name) => !name.endsWith('.tmp') });
}

/** But for those inside a workflow task, which leave no event of their own and write nothing. */
function eachEndingWith(activities: Activities, end: () => void): Activities {
  const wrapped = Object.entries(activities).map(
    ([name, work]: [string, (input: never) => Promise<unknown>]) => [
      name,
      async (input: never) => {
        const result = await work(input);
        if (!activityInfo().isLocal) end();
        return result;
      },
    ],
  );
  return Object.fromEntries(wrapped) as Activities;
}
