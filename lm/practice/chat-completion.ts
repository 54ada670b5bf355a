import type { ChatMessage } from '../language-model.ts';
import { hashRequest } from './journal.ts';
import { answerAsPracticeModel } from './practice-model.ts';

/** The parts of a chat completion request that the practice server uses. */
export interface CompletionRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly temperature: number | undefined;
  readonly seed: number | undefined;
  readonly maxTokens: number | undefined;
}

type Body = { readonly [key: string]: unknown };

function numberOr(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function readMessage(value: unknown): ChatMessage | null {
  if (typeof value !== 'object' || value === null) return null;
  const { role, content } = value as Body;
  if (typeof content !== 'string') return null;
  if (role === 'developer') return { role: 'system', content };
  return role === 'system' || role === 'user' || role === 'assistant' ? { role, content } : null;
}

/** Reads a request body; a text saying what is wrong when it cannot be answered. */
export function readCompletionRequest(text: string): CompletionRequest | string {
  let body: Body;
  try {
    body = JSON.parse(text) as Body;
  } catch {
    return 'The body must be JSON.';
  }
  const messages = Array.isArray(body['messages']) ? body['messages'].map(readMessage) : [];
  if (messages.length === 0 || messages.includes(null))
    return 'messages must be a list of roles with text contents.';
  if (typeof body['model'] !== 'string') return 'model must be a text.';
  if (body['stream'] === true) return 'The practice server does not stream: leave stream out.';
  return {
    model: body['model'],
    messages: messages.filter((message) => message !== null),
    temperature: numberOr(body['temperature']),
    seed: numberOr(body['seed']),
    maxTokens: numberOr(body['max_completion_tokens']) ?? numberOr(body['max_tokens']),
  };
}

export function hashOf({ model, messages, temperature, seed }: CompletionRequest): string {
  return hashRequest([
    model,
    messages.map(({ role, content }) => [role, content]),
    temperature ?? null,
    seed ?? null,
  ]);
}

const CHARACTERS_PER_TOKEN = 4;

function countTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** What differs from an ordinary answer. */
interface Variation {
  readonly content?: string | null;
  readonly refusal?: string;
  readonly finishReason?: string;
}

function answerTo({ messages, temperature, seed }: CompletionRequest): string {
  return answerAsPracticeModel(messages, {
    ...(temperature !== undefined && { temperature }),
    ...(seed !== undefined && { seed }),
  });
}

function usageOf(messages: readonly ChatMessage[], content: string) {
  const promptTokens = messages.reduce((sum, message) => sum + countTokens(message.content), 0);
  const completionTokens = countTokens(content);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

/** A chat completion object with the practice model's answer, cut at the token limit. */
export function completionFor(request: CompletionRequest, sequence: number, variation: Variation = {}) {
  const full = variation.content === undefined ? answerTo(request) : variation.content;
  const content = full?.slice(0, (request.maxTokens ?? Infinity) * CHARACTERS_PER_TOKEN) ?? null;
  const ending = content === full ? 'stop' : 'length';
  const message = { role: 'assistant', content, refusal: variation.refusal ?? null };
  return {
    id: `practice-${sequence}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    choices: [{ index: 0, message, finish_reason: variation.finishReason ?? ending, logprobs: null }],
    usage: usageOf(request.messages, content ?? ''),
  };
}
