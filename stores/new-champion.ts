import { InvalidRequest } from '../domain/errors.ts';
import { CHAMPION_SCHEMA, type ChampionVersion, type Promotion } from '../domain/champion.ts';
import { sha256OfText } from './content-hash.ts';

const TASK = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The version that a promotion makes. @throws InvalidRequest when its program is no text of a saved program */
export function toVersion({ expectedVersion, ...promotion }: Promotion): ChampionVersion {
  if (!isJsonObject(promotion.program)) {
    throw new InvalidRequest(
      `The program to promote for the task ${promotion.task} must be the text of a saved program: a JSON object. Nothing was changed.`,
    );
  }
  return {
    schema: CHAMPION_SCHEMA,
    ...promotion,
    version: expectedVersion + 1,
    programSha256: sha256OfText(promotion.program),
  };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    // The parser's own message would quote the text.
    return false;
  }
}

/** Task names are parts of paths. @throws InvalidRequest */
export function checkTaskName(task: string): void {
  if (TASK.test(task)) return;
  throw new InvalidRequest(
    `A task's name has 1 to 64 lower-case letters, digits and dashes and starts with a letter or digit; got ${JSON.stringify(task)}.`,
  );
}
