import { InvalidRequest } from './errors.ts';
import { nearestName } from './nearest-name.ts';

/**
 * Refuses names that nobody reads: a misspelt option would be left out without a word. Those given as undefined pass.
 * @throws InvalidRequest with the name that was most likely meant
 */
export function refuseUnknownNames(where: string, given: object, known: readonly string[]): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || known.includes(name)) continue;
    const near = nearestName(name, known);
    const hint = near === undefined ? `Known are ${known.join(', ')}.` : `Did you mean ${near}?`;
    throw new InvalidRequest(`${where} has no option ${name}. ${hint}`);
  }
}
