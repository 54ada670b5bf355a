import { InvalidRequest } from '../domain/errors.ts';
import { nearestName } from '../domain/nearest-name.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import type { Adapter } from './adapter.ts';
import { chatAdapter } from './chat-adapter.ts';
import { jsonAdapter } from './json-adapter.ts';

/** Defaults for this process. What is left out stays as it is; null takes a default away. */
export interface Configuration {
  readonly lm?: LanguageModel | null;
  readonly adapter?: 'chat' | 'json' | Adapter | null;
  /** Program calls in flight at once. */
  readonly numThreads?: number | null;
}

export interface Defaults {
  readonly lm: LanguageModel | undefined;
  readonly adapter: Adapter;
  readonly numThreads: number | undefined;
}

const UNCONFIGURED: Defaults = { lm: undefined, adapter: chatAdapter, numThreads: undefined };
const NAMES: readonly string[] = ['lm', 'adapter', 'numThreads'];

let defaults = UNCONFIGURED;

/** @throws InvalidRequest for an unknown name or a value of the wrong kind; nothing is changed then */
export function configure(configuration: Configuration): void {
  for (const name of Object.keys(configuration)) {
    if (NAMES.includes(name)) continue;
    const near = nearestName(name, NAMES) ?? NAMES.join(', ');
    throw new InvalidRequest(`configure does not know '${name}'. Expected: ${near}.`);
  }
  const { lm, adapter, numThreads } = configuration;
  checkLm(lm);
  checkThreads(numThreads);
  defaults = {
    lm: lm === undefined ? defaults.lm : (lm ?? undefined),
    adapter: adapter === undefined ? defaults.adapter : toAdapter(adapter ?? 'chat'),
    numThreads: numThreads === undefined ? defaults.numThreads : (numThreads ?? undefined),
  };
}

export function configuredDefaults(): Defaults {
  return defaults;
}

function toAdapter(adapter: 'chat' | 'json' | Adapter): Adapter {
  if (adapter === 'chat') return chatAdapter;
  if (adapter === 'json') return jsonAdapter;
  if (typeof adapter === 'object' && typeof adapter.render === 'function') return adapter;
  throw new InvalidRequest(
    `configure({ adapter }): expected 'chat', 'json' or an Adapter, but got ${typeof adapter}.`,
  );
}

function checkLm(lm: LanguageModel | null | undefined): void {
  if (lm === undefined || lm === null || typeof lm.complete === 'function') return;
  throw new InvalidRequest(
    `configure({ lm }): expected a model, as in new LM('openai/gpt-4o-mini'), but got ${typeof lm}.`,
  );
}

function checkThreads(numThreads: number | null | undefined): void {
  if (numThreads === undefined || numThreads === null || (Number.isInteger(numThreads) && numThreads >= 1))
    return;
  throw new InvalidRequest(
    `configure({ numThreads }): expected a whole number from 1, but got ${String(numThreads)}.`,
  );
}
