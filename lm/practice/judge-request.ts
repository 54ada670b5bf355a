import { completionFor, hashOf, readCompletionRequest } from './chat-completion.ts';
import { faultFor } from './fault.ts';
import type { Fault } from './fault.ts';
import { hashRequest } from './journal.ts';
import type { Outcome } from './journal.ts';
import { errorReply, faultyReply, jsonReply } from './reply.ts';
import type { Reply } from './reply.ts';

/** A completion request as it came in. */
export interface Incoming {
  /** From 1, in the order of arrival. */
  readonly sequence: number;
  readonly body: string;
  readonly authorization: string | undefined;
}

/** What is done with a request. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly requestHash: string;
  readonly reply: Reply;
}

/** Decides a request's reply from the faults in force. Pure, but for the time stamp inside a completion. */
export function judgeRequest(
  incoming: Incoming,
  faults: readonly Fault[],
  requiredKey: string | undefined,
): Judgement {
  const { sequence, body, authorization } = incoming;
  const request = readCompletionRequest(body);
  if (typeof request === 'string') {
    return {
      outcome: 'bad-request',
      requestHash: hashRequest([body]),
      reply: errorReply(400, 'bad_request', request),
    };
  }
  const requestHash = hashOf(request);
  if (requiredKey !== undefined && authorization !== `Bearer ${requiredKey}`) {
    const reply = errorReply(401, 'invalid_api_key', 'The key is missing or not known.');
    return { outcome: 'unauthorized', requestHash, reply };
  }
  const text = request.messages.map(({ content }) => content).join('\n');
  const fault = faultFor(faults, { sequence, text });
  if (fault !== undefined)
    return { outcome: fault.kind, requestHash, reply: faultyReply(request, sequence, fault) };
  return { outcome: 'answered', requestHash, reply: jsonReply(200, completionFor(request, sequence)) };
}
