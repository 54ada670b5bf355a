import { InvalidRequest } from '../domain/errors.ts';
import type { ModelId } from './endpoint.ts';
import type { LmParameters } from './language-model.ts';
import type { Price } from './prices.ts';

export interface LmOptions extends LmParameters {
  /** @defaultValue the provider's own; for `openai` the variable `OPENAI_BASE_URL` comes first */
  readonly baseUrl?: string;
  /** The variable that holds the key, never the key itself; null sends none. @defaultValue the provider's own, such as `OPENAI_API_KEY` */
  readonly apiKeyEnv?: string | null;
  /** Allows http to other machines. @defaultValue false */
  readonly allowInsecure?: boolean;
  /** @defaultValue 'chat' */
  readonly api?: 'chat' | 'responses';
  /** False neither looks for a stored answer nor stores one. @defaultValue true */
  readonly cache?: boolean;
  /** Dollars per million tokens, when the built-in list has none or another. */
  readonly price?: Price;
  /** For one request, from connecting to the last byte; 1 to 300,000 milliseconds. @defaultValue 120,000 */
  readonly timeoutMs?: number;
}

export const DEFAULT_TIMEOUT_MS = 120_000;
/** Node's fetch gives up waiting for headers after this time anyway. */
const LONGEST_TIMEOUT_MS = 300_000;

/** @throws InvalidRequest unless the id is `provider/model` */
export function readModelId(id: string): ModelId {
  const match = /^([a-z][a-z0-9_-]{0,39})\/(\S{1,200})$/.exec(id);
  if (match?.[1] !== undefined && match[2] !== undefined) return { provider: match[1], model: match[2] };
  throw new InvalidRequest(
    `A model is named 'provider/model', such as 'openai/gpt-4o-mini'; got ${JSON.stringify(id)}.`,
  );
}

/** @throws InvalidRequest naming the option, what was expected and what came */
export function checkOptions(options: LmOptions): void {
  inRange('timeoutMs', options.timeoutMs, { least: 1, most: LONGEST_TIMEOUT_MS });
  checkParameters(options);
  for (const [name, usd] of Object.entries(options.price ?? {})) {
    inRange(`price.${name}`, usd, { least: 0, most: 1_000_000 });
  }
}

/** @throws InvalidRequest naming the option, what was expected and what came */
export function checkParameters(parameters: LmParameters): void {
  inRange('temperature', parameters.temperature, { least: 0, most: 2 });
  inRange('maxTokens', parameters.maxTokens, { least: 1, most: 10_000_000 });
  if (parameters.maxTokens !== undefined && !Number.isInteger(parameters.maxTokens)) {
    throw new InvalidRequest(`maxTokens must be a whole number; got ${parameters.maxTokens}.`);
  }
}

function inRange(name: string, value: unknown, range: { least: number; most: number }): void {
  if (value === undefined) return;
  if (typeof value === 'number' && value >= range.least && value <= range.most) return;
  throw new InvalidRequest(
    `${name} must be a number from ${range.least} to ${range.most}; got ${String(value)}.`,
  );
}
