import type { FinishReason } from './language-model.ts';
import type { TokenCounts } from './prices.ts';
import { countOf, errorBodyOf, fieldsOf, reportedCost, textOr } from './read-fields.ts';
import type { Fields, Reading } from './read-fields.ts';

/** Words in use for the same few endings. Tools are never offered, so an answer that calls one has no text to use. */
const FINISH: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries({
    stop: 'stop',
    eos: 'stop',
    end_turn: 'stop',
    stop_sequence: 'stop',
    length: 'length',
    max_tokens: 'length',
    content_filter: 'content_filter',
    safety: 'content_filter',
    refusal: 'refusal',
  } as const),
);

/** Reads a Chat Completions body that holds no error of its own. */
export function readChat(body: object): Reading {
  const fields = fieldsOf(body);
  const choices = fields['choices'];
  if (!Array.isArray(choices) || choices.length === 0) return { kind: 'unusable', why: 'it held no choices' };
  const choice = fieldsOf(choices[0]);
  const error = errorBodyOf(choice);
  if (error !== undefined || choice['finish_reason'] === 'error') {
    return {
      kind: 'refused',
      failure: { kind: 'http', status: 500, code: '', type: '', param: '', text: '' },
    };
  }
  return readChoice(choice, fields);
}

function readChoice(choice: Fields, body: Fields): Reading {
  const message = fieldsOf(choice['message']);
  const content = message['content'];
  const refused = typeof message['refusal'] === 'string' && message['refusal'] !== '';
  const finishReason = refused ? 'refusal' : FINISH.get(textOr(choice['finish_reason'], '').toLowerCase());
  if (finishReason === undefined) return { kind: 'unusable', why: 'it did not say that it was finished' };
  if (typeof content !== 'string' && finishReason === 'stop')
    return { kind: 'unusable', why: 'it held no text' };
  const usage = fieldsOf(body['usage']);
  return {
    kind: 'answer',
    answer: {
      text: textOr(content, ''),
      finishReason,
      model: textOr(body['model'], ''),
      tokens: readTokens(usage),
      reportedCostUsd: reportedCost(usage),
    },
  };
}

function readTokens(usage: Fields): TokenCounts | undefined {
  const promptTokens = countOf(usage['prompt_tokens']);
  const completionTokens = countOf(usage['completion_tokens']);
  if (promptTokens === undefined || completionTokens === undefined) return undefined;
  const cached = countOf(fieldsOf(usage['prompt_tokens_details'])['cached_tokens']) ?? 0;
  return { promptTokens, completionTokens, cachedPromptTokens: cached };
}
