import type { Kind, Surroundings } from './kind.ts';
import { kills } from './kills.ts';
import { cutAnswers, outages, refusedKeys } from './model-faults.ts';
import { cacheCommits, cacheWrites, countWrites, fileWrites, scoreWrites } from './store-faults.ts';
import { lateTakeovers, recordRun, takeovers } from './takeovers.ts';
import { undisturbed } from './undisturbed.ts';

/** All kinds of crash points of the small run; `remove` deletes what was recorded for them. */
export async function everyKind(surroundings: Surroundings): Promise<{ kinds: Kind[]; remove(): void }> {
  const calm = await undisturbed(surroundings);
  const [recorded, writes] = await Promise.all([recordRun(surroundings), countWrites(surroundings, calm)]);
  return {
    kinds: [
      takeovers(recorded, calm),
      lateTakeovers(recorded, calm),
      cutAnswers(surroundings, calm),
      outages(surroundings, calm),
      refusedKeys(surroundings, calm),
      kills(surroundings, calm),
      cacheWrites(surroundings, calm),
      cacheCommits(surroundings, calm),
      scoreWrites(surroundings, { calm, points: writes.scores }),
      fileWrites(surroundings, { calm, points: writes.files }),
    ],
    remove: () => recorded.remove(),
  };
}
