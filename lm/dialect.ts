import type { HttpFailure } from './transport.ts';

/** What one model on one server accepts, as far as it was learned from its refusals. */
export interface Dialect {
  readonly tokenField: 'max_tokens' | 'max_completion_tokens';
  readonly temperature: boolean;
  readonly seed: boolean;
  readonly responseFormat: 'json_schema' | 'json_object' | 'none';
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

interface Lesson {
  /** The parameter's name on the wire. */
  readonly field: string;
  /** Undefined when the request did not use it. */
  readonly change: (used: Dialect) => Partial<Dialect> | undefined;
}

/** In this order, because a refusal of `max_tokens` also names what to use instead. */
const LESSONS: readonly Lesson[] = [
  { field: 'max_tokens', change: (used) => swapFor(used, 'max_tokens', 'max_completion_tokens') },
  { field: 'max_completion_tokens', change: (used) => swapFor(used, 'max_completion_tokens', 'max_tokens') },
  { field: 'temperature', change: (used) => (used.temperature ? { temperature: false } : undefined) },
  { field: 'seed', change: (used) => (used.seed ? { seed: false } : undefined) },
  { field: 'response_format', change: simplerFormat },
  { field: 'text.format', change: simplerFormat },
];

/**
 * What a refusal teaches about the dialect the request was put in: the change to make, or undefined when the refusal is
 * about something else. Some reasoning models take neither `max_tokens` nor a temperature. Pure.
 */
export function lessonOf(used: Dialect, failure: HttpFailure): Partial<Dialect> | undefined {
  if (failure.status !== 400 && failure.status !== 422) return undefined;
  if (!UNSUPPORTED.test(`${failure.code} ${failure.type} ${failure.text}`)) return undefined;
  for (const { field, change } of LESSONS) {
    const lesson = isAbout(failure, field) ? change(used) : undefined;
    if (lesson !== undefined) return lesson;
  }
  return undefined;
}

function isAbout({ param, text }: HttpFailure, field: string): boolean {
  return param === '' ? text.includes(field) : param.startsWith(field);
}

function swapFor(
  used: Dialect,
  from: Dialect['tokenField'],
  to: Dialect['tokenField'],
): Partial<Dialect> | undefined {
  return used.tokenField === from ? { tokenField: to } : undefined;
}

function simplerFormat(used: Dialect): Partial<Dialect> | undefined {
  if (used.responseFormat === 'none') return undefined;
  return { responseFormat: used.responseFormat === 'json_schema' ? 'json_object' : 'none' };
}
