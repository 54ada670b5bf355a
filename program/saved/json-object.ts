import type { JsonObject } from '../../domain/json.ts';

/** The value as an object, or undefined when it is something else. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}
