import type { LanguageModel, LmRequest, LmResponse } from '../../lm/language-model.ts';

export interface ScriptedLm extends LanguageModel {
  /** Everything that was asked, in order. */
  readonly requests: LmRequest[];
}

type Reply = string | Error | Partial<LmResponse>;

/** A model that answers by a function of the request and its position. */
export function scriptedLm(
  reply: (request: LmRequest, index: number) => Reply | Promise<Reply>,
  id = 'scripted/one',
): ScriptedLm {
  const requests: LmRequest[] = [];
  const lm: ScriptedLm = {
    id,
    parameters: {},
    requests,
    async complete(request) {
      requests.push(request);
      const answer = await reply(request, requests.length - 1);
      if (answer instanceof Error) throw answer;
      return response(id, typeof answer === 'string' ? { text: answer } : answer);
    },
    with: (parameters) => ({ ...lm, parameters: { ...lm.parameters, ...parameters } }),
  };
  return lm;
}

/** A chat answer with these fields. */
export function chatAnswer(fields: { readonly [name: string]: string }): string {
  const sections = Object.entries(fields).map(([name, value]) => `[[ ## ${name} ## ]]\n${value}`);
  return [...sections, '[[ ## completed ## ]]'].join('\n\n');
}

/** The text under one field of the last turn. */
export function askedField(request: LmRequest, name: string): string | undefined {
  const turn = request.messages.at(-1)?.content ?? '';
  return new RegExp(`\\[\\[ ## ${name} ## \\]\\]\\n([^\\n]*)`).exec(turn)?.[1];
}

function response(model: string, given: Partial<LmResponse>): LmResponse {
  return {
    text: '',
    finishReason: 'stop',
    model,
    promptTokens: 1,
    completionTokens: 1,
    costUsd: 0,
    cached: false,
    ...given,
  };
}
