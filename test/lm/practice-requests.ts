import { afterEach } from 'vitest';
import { startPracticeServer } from '../../lm/practice/index.ts';
import type { PracticeServer, PracticeServerOptions } from '../../lm/practice/index.ts';
import { CATEGORY, JUDGE, render, rowsOf } from './ticket-prompts.ts';

export const MESSAGES = render(CATEGORY, rowsOf(JUDGE)[0] ?? {});
const running: PracticeServer[] = [];

/** A server that is closed after the test. */
export async function start(options: PracticeServerOptions = {}): Promise<PracticeServer> {
  const server = await startPracticeServer(options);
  running.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

interface Extra {
  readonly body?: { readonly [key: string]: unknown };
  readonly init?: RequestInit;
}

export function post(server: PracticeServer, { body = {}, init = {} }: Extra = {}): Promise<Response> {
  return fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'practice/x', messages: MESSAGES, ...body }),
    ...init,
  });
}

export interface Completion {
  readonly model: string;
  readonly choices: readonly {
    readonly message: { readonly content: string | null; readonly refusal: string | null };
    readonly finish_reason: string;
  }[];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

export async function readCompletion(response: Response): Promise<Completion> {
  return (await response.json()) as Completion;
}
