import type { JsonObject } from '../domain/json.ts';
import type { LanguageModel, LmRequest, LmResponse } from '../lm/language-model.ts';
import { UnreadableAnswer, type Adapter, type Demo } from './adapter.ts';
import { chatAdapter } from './chat-adapter.ts';
import { jsonAdapter } from './json-adapter.ts';
import type { SignatureShape } from './signature-shape.ts';

/** How one call is sampled; what is absent is the model's default. */
export interface Sampling {
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly seed?: number;
  /** Tells otherwise equal requests apart in the response store. */
  readonly rollout?: number;
}

export interface Question {
  readonly lm: LanguageModel;
  readonly adapter: Adapter;
  readonly signature: SignatureShape;
  readonly demos: readonly Demo[];
  readonly inputs: JsonObject;
  readonly sampling: Sampling;
}

/**
 * Asks a model and reads its answer. An answer that the adapter cannot read is tried with the other one, since models
 * mix the two forms; a chat answer that neither reads is asked for once more, as JSON. Errors of the model pass through.
 * @throws UnreadableAnswer when that is not readable either, or the answer was cut off
 */
export async function askForFields(question: Question): Promise<JsonObject> {
  const { adapter } = question;
  const response = await question.lm.complete(toRequest(question));
  const fields = readWith([adapter, adapter.name === 'chat' ? jsonAdapter : chatAdapter], question, response);
  if (!(fields instanceof UnreadableAnswer)) return fields;
  if (adapter.name !== 'chat' || response.finishReason === 'length') throw fields;
  const asJson = { ...question, adapter: jsonAdapter };
  const second = readWith([jsonAdapter, chatAdapter], asJson, await question.lm.complete(toRequest(asJson)));
  if (second instanceof UnreadableAnswer) throw second;
  return second;
}

function toRequest({ adapter, signature, demos, inputs, sampling }: Question): LmRequest {
  const responseFormat = adapter.responseFormat(signature);
  return {
    messages: adapter.render(signature, demos, inputs),
    ...sampling,
    ...(responseFormat && { responseFormat }),
  };
}

/** The fields as the first adapter that can reads them; else the first adapter's complaint. */
function readWith(
  adapters: readonly Adapter[],
  { signature }: Question,
  response: LmResponse,
): JsonObject | UnreadableAnswer {
  const truncated = response.finishReason === 'length';
  let complaint: UnreadableAnswer | undefined;
  for (const adapter of adapters) {
    try {
      return adapter.parse(signature, response.text, { truncated });
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      complaint ??= error;
    }
  }
  const message = complaint?.message ?? 'The answer cannot be read.';
  const cause = truncated
    ? `${message} The answer was cut off at the length limit: raise maxTokens.`
    : message;
  return new UnreadableAnswer(cause, complaint?.fields);
}

function isUnreadable(error: unknown): error is UnreadableAnswer {
  return error instanceof Error && error.name === 'UnreadableAnswer';
}
