import { InvalidRequest } from '../domain/errors.ts';
import { firstDialect } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import type { LmOptions } from './lm-options.ts';
import { noteKeyName } from './key-names.ts';
import { openOpenAi } from './openai-client.ts';
import { openPracticeModel } from './practice-client.ts';
import { providerDefaults } from './providers.ts';
import { isLoopback, readBaseUrl } from './base-url.ts';
import type { Transport } from './transport.ts';

/** Where a model answers, and with which key. Copies of one `LM` share it. */
export interface Endpoint {
  /** For people: the base URL, or words. Never a key. */
  readonly address: string;
  /** For request keys: host and path, or a word. */
  readonly server: string;
  /** The variable that holds the key; null when none is sent. */
  readonly keyName: string | null;
  /** Replaced as refusals teach; requests under way keep the one they were put in. */
  dialect: Dialect;
  readonly isOpenAi: boolean;
  /** @throws InvalidRequest when the key is missing */
  check(): void;
  /** Opens the connection at the first call and keeps it. */
  transport(): Promise<Transport>;
}

export type Environment = { readonly [name: string]: string | undefined };

/** Reads the environment once, here. @throws InvalidRequest for a base URL that cannot be used */
export function resolveEndpoint(id: ModelId, options: LmOptions, env: Environment): Endpoint {
  const given = options.baseUrl ?? addressFrom(id.provider, env);
  if (given === undefined && id.provider === 'practice') return practiceEndpoint(id.model);
  if (given === undefined) {
    throw new InvalidRequest(
      `The provider "${id.provider}" has no known address. ` +
        `Give one: new LM('${id.provider}/${id.model}', { baseUrl: 'https://…/v1' }).`,
    );
  }
  const url = readBaseUrl(given, options.allowInsecure === true);
  const keyName = options.apiKeyEnv === undefined ? providerDefaults(id.provider).keyName : options.apiKeyEnv;
  noteKeyName(keyName);
  const apiKey = keyName === null ? undefined : env[keyName]?.trim();
  return serverEndpoint({ id, url, keyName, apiKey: apiKey === undefined || apiKey === '' ? null : apiKey });
}

function addressFrom(provider: string, env: Environment): string | undefined {
  const fromEnv = provider === 'openai' ? env['OPENAI_BASE_URL']?.trim() : undefined;
  return fromEnv === undefined || fromEnv === '' ? providerDefaults(provider).baseUrl : fromEnv;
}

/** `provider/model`, taken apart. The model's name may hold slashes itself. */
export interface ModelId {
  readonly provider: string;
  readonly model: string;
}

interface ServerFacts {
  readonly id: ModelId;
  readonly url: URL;
  readonly keyName: string | null;
  readonly apiKey: string | null;
}

function serverEndpoint({ id, url, keyName, apiKey }: ServerFacts): Endpoint {
  const address = url.href.replace(/\/+$/, '');
  const open = once(() => openOpenAi({ baseUrl: address, apiKey }));
  return {
    address,
    // The practice server listens on another port each time, and answers the same.
    server: id.provider === 'practice' ? 'practice' : `${url.host}${url.pathname.replace(/\/+$/, '')}`,
    keyName,
    dialect: firstDialect(url.hostname),
    isOpenAi: url.hostname === 'api.openai.com',
    check: () => {
      if (apiKey !== null || keyName === null || isLoopback(url)) return;
      throw new InvalidRequest(
        `${id.provider}/${id.model} needs a key in the variable ${keyName}, which is not set. ` +
          'Set it where the worker runs, or name another one with { apiKeyEnv }.',
      );
    },
    transport: open,
  };
}

function practiceEndpoint(model: string): Endpoint {
  return {
    address: 'in this process',
    server: 'practice',
    keyName: null,
    dialect: firstDialect(''),
    isOpenAi: false,
    check: () => {},
    transport: once(() => openPracticeModel(model)),
  };
}

/** A failed opening is not kept: the next call tries again. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
}
