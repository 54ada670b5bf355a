import type { FinishReason } from './language-model.ts';
import type { TokenCounts } from './prices.ts';
import { countOf, fieldsOf, reportedCost, textOr } from './read-fields.ts';
import type { Fields, Reading } from './read-fields.ts';

/** Reads a Responses API body that holds no error of its own. */
export function readResponses(body: object): Reading {
  const fields = fieldsOf(body);
  const output = fields['output'];
  if (!Array.isArray(output)) return { kind: 'unusable', why: 'it held no output' };
  const parts = output.map(fieldsOf).filter(isMessage).flatMap(contentOf);
  const texts = parts.filter(({ type }) => type === 'output_text').map(({ text }) => textOr(text, ''));
  const refused = parts.some(({ type }) => type === 'refusal');
  const finishReason = refused ? 'refusal' : finishOf(fields);
  if (finishReason === undefined) return { kind: 'unusable', why: 'it did not say that it was finished' };
  if (texts.length === 0 && finishReason === 'stop') return { kind: 'unusable', why: 'it held no text' };
  const usage = fieldsOf(fields['usage']);
  return {
    kind: 'answer',
    answer: {
      text: texts.join(''),
      finishReason,
      model: textOr(fields['model'], ''),
      tokens: readTokens(usage),
      reportedCostUsd: reportedCost(usage),
    },
  };
}

function isMessage(item: Fields): boolean {
  return item['type'] === 'message';
}

function contentOf(item: Fields): Fields[] {
  const content = item['content'];
  return Array.isArray(content) ? content.map(fieldsOf) : [];
}

function finishOf(body: Fields): FinishReason | undefined {
  if (body['status'] === 'completed') return 'stop';
  if (body['status'] !== 'incomplete') return undefined;
  const reason = fieldsOf(body['incomplete_details'])['reason'];
  if (reason === 'max_output_tokens') return 'length';
  return reason === 'content_filter' ? 'content_filter' : undefined;
}

function readTokens(usage: Fields): TokenCounts | undefined {
  const promptTokens = countOf(usage['input_tokens']);
  const completionTokens = countOf(usage['output_tokens']);
  if (promptTokens === undefined || completionTokens === undefined) return undefined;
  const cached = countOf(fieldsOf(usage['input_tokens_details'])['cached_tokens']) ?? 0;
  return { promptTokens, completionTokens, cachedPromptTokens: cached };
}
