import type { ChatMessage } from './language-model.ts';
import { estimateTokens } from './estimate-tokens.ts';
import type { Transport, WireAnswer, WireRequest } from './transport.ts';

/** Answers in this process, without a server: the practice model learns from the prompt alone. */
export async function openPracticeModel(name: string): Promise<Transport> {
  const { answerAsPracticeModel } = await import('./practice/practice-model.ts');
  return {
    send: (wire) => {
      const messages = wire.body['messages'] as readonly ChatMessage[];
      const text = answerAsPracticeModel(messages, samplingOf(wire));
      return Promise.resolve(toWireAnswer(name, messages, text));
    },
  };
}

function samplingOf({ body }: WireRequest): { temperature?: number; seed?: number } {
  const { temperature, seed } = body;
  return {
    ...(typeof temperature === 'number' ? { temperature } : {}),
    ...(typeof seed === 'number' ? { seed } : {}),
  };
}

function toWireAnswer(model: string, messages: readonly ChatMessage[], text: string): WireAnswer {
  return {
    body: {
      model,
      choices: [{ message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: estimateTokens(messages),
        completion_tokens: estimateTokens([{ content: text }]),
      },
    },
  };
}
