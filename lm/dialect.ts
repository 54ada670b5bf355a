import type { HttpFailure } from './transport.ts';

/** What one model on one server accepts, as far as it was learned from its refusals. */
export interface Dialect {
  tokenField: 'max_tokens' | 'max_completion_tokens';
  temperature: boolean;
  seed: boolean;
  responseFormat: 'json_schema' | 'json_object' | 'none';
}

/** OpenAI's own server knows the newer name for every model; most others know only the older one. */
export function firstDialect(host: string): Dialect {
  const own = host === 'api.openai.com' || host.endsWith('.openai.azure.com');
  return {
    tokenField: own ? 'max_completion_tokens' : 'max_tokens',
    temperature: true,
    seed: true,
    responseFormat: 'json_schema',
  };
}

const UNSUPPORTED =
  /unsupported|not supported|unknown (parameter|field)|unrecognized|does not support|not permitted|extra inputs/i;

/**
 * Learns from a refused parameter; true when the request is worth one more try in the new dialect. Each thing is learned
 * once, so this ends. Some reasoning models take neither `max_tokens` nor a temperature.
 */
export function learnFromRefusal(dialect: Dialect, failure: HttpFailure): boolean {
  if (failure.status !== 400 && failure.status !== 422) return false;
  const said = `${failure.code} ${failure.type} ${failure.text}`;
  if (!UNSUPPORTED.test(said)) return false;
  const about = (field: string): boolean =>
    failure.param === '' ? failure.text.includes(field) : failure.param.startsWith(field);
  if (about('max_tokens') && dialect.tokenField === 'max_tokens') {
    dialect.tokenField = 'max_completion_tokens';
    return true;
  }
  if (about('max_completion_tokens') && dialect.tokenField === 'max_completion_tokens') {
    dialect.tokenField = 'max_tokens';
    return true;
  }
  return learnToOmit(dialect, about);
}

function learnToOmit(dialect: Dialect, about: (field: string) => boolean): boolean {
  if (about('temperature') && dialect.temperature) {
    dialect.temperature = false;
    return true;
  }
  if (about('seed') && dialect.seed) {
    dialect.seed = false;
    return true;
  }
  if ((about('response_format') || about('text.format')) && dialect.responseFormat !== 'none') {
    dialect.responseFormat = dialect.responseFormat === 'json_schema' ? 'json_object' : 'none';
    return true;
  }
  return false;
}
