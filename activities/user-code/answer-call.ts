import { withCallScope, type CallScope, type OutgoingCall } from '../../lm/call-scope.ts';
import type { LmResponse } from '../../lm/language-model.ts';
import { LM } from '../../lm/lm.ts';

const models = new Map<string, LM>();

/** Makes a call for a child: with the keys of this process, under its limits, through the scope's stores and account. */
export function answerCall(scope: CallScope, { id, options, request }: OutgoingCall): Promise<LmResponse> {
  const key = JSON.stringify([id, options]);
  const model = models.get(key) ?? new LM(id, options);
  models.set(key, model);
  return withCallScope(scope, () => model.complete(request));
}
