import type { Json, JsonObject } from '../../domain/json.ts';
import { UnreadableAnswer } from '../adapter.ts';
import { parseJson, readPieces, withoutFence } from './loose-json.ts';
import { withoutReasoning } from './reasoning-block.ts';

/**
 * The JSON object an answer holds, wherever it stands. Of several the one with most of the wanted names counts; of
 * equals the first, unless a later one repeats its shape: then the last is the model's final word. Of a list the first.
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
    if (object !== undefined && (best === undefined || isBetter(object, { than: best, names })))
      best = object;
  }
  if (best !== undefined) return best;
  const keys = names.map((name) => `\`${name}\``).join(', ');
  throw new UnreadableAnswer(
    `The answer holds no JSON object; one with the keys ${keys} was expected. If this is common, ask for a JSON response format or use the chat adapter.`,
    names,
  );
}

function isBetter(
  object: JsonObject,
  { than, names }: { readonly than: JsonObject; readonly names: readonly string[] },
): boolean {
  const gain = known(object, names) - known(than, names);
  return gain > 0 || (gain === 0 && isSameShape(object, than));
}

function isSameShape(one: Json | undefined, other: Json | undefined): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return typeof one === typeof other && (one === null) === (other === null);
  }
  const keys = Object.keys(one);
  if (Array.isArray(one) !== Array.isArray(other) || keys.length !== Object.keys(other).length) return false;
  const [left, right] = [one as JsonObject, other as JsonObject];
  return keys.every((key) => Object.hasOwn(right, key) && isSameShape(left[key], right[key]));
}

function known(object: JsonObject, names: readonly string[]): number {
  return names.filter((name) => Object.hasOwn(object, name)).length;
}

function asObject(value: Json | undefined): JsonObject | undefined {
  if (Array.isArray(value))
    return (value as readonly Json[]).map(asObject).find((item) => item !== undefined);
  return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined;
}
