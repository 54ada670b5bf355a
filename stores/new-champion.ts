import { InvalidRequest } from '../domain/errors.ts';
import { CHAMPION_SCHEMA, type ChampionVersion, type Promotion } from '../domain/champion.ts';
import { sha256OfText } from './content-hash.ts';

const TASK = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The version that a promotion makes. */
export function toVersion({ expectedVersion, ...promotion }: Promotion): ChampionVersion {
  return {
    schema: CHAMPION_SCHEMA,
    ...promotion,
    version: expectedVersion + 1,
    programSha256: sha256OfText(promotion.program),
  };
}

/** Task names are parts of paths. @throws InvalidRequest */
export function checkTaskName(task: string): void {
  if (TASK.test(task)) return;
  throw new InvalidRequest(
    `A task's name has 1 to 64 lower-case letters, digits and dashes and starts with a letter or digit; got ${JSON.stringify(task)}.`,
  );
}
