import type { Json, JsonObject } from '../../domain/json.ts';
import { UnreadableAnswer } from '../adapter.ts';
import { parseJson, readPieces, withoutFence } from './loose-json.ts';
import { withoutReasoning } from './reasoning-block.ts';

/**
 * The JSON object an answer holds, wherever it stands. Of several objects the one with most of the wanted names
 * counts, and of equals the last; of a list the first.
 * @throws UnreadableAnswer when there is none
 */
export function readAnswerObject(
  text: string,
  { names, repair }: { readonly names: readonly string[]; readonly repair: boolean },
): JsonObject {
  const body = withoutReasoning(text);
  const whole = asObject(parseJson(body) ?? parseJson(withoutFence(body)));
  if (whole !== undefined) return whole;
  let best: JsonObject | undefined;
  for (const value of readPieces(body, repair)) {
    const object = asObject(value);
    if (object !== undefined && (best === undefined || known(object, names) >= known(best, names)))
      best = object;
  }
  if (best !== undefined) return best;
  const keys = names.map((name) => `\`${name}\``).join(', ');
  throw new UnreadableAnswer(
    `The answer holds no JSON object; one with the keys ${keys} was expected. If this is common, ask for a JSON response format or use the chat adapter.`,
    names,
  );
}

function known(object: JsonObject, names: readonly string[]): number {
  return names.filter((name) => Object.hasOwn(object, name)).length;
}

function asObject(value: Json | undefined): JsonObject | undefined {
  if (Array.isArray(value))
    return (value as readonly Json[]).map(asObject).find((item) => item !== undefined);
  return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined;
}
