import type { LanguageModel } from '../../lm/language-model.ts';
import { withCallContext } from '../../program/call-context.ts';

export interface PromptModel {
  readonly lm: LanguageModel;
  readonly temperature: number;
  /** Tells otherwise equal questions apart, in the response store and, where honoured, at the server. */
  readonly rollout?: number;
}

interface Askable<I, O> {
  run(inputs: I, options: { temperature: number; rollout?: number; seed?: number }): Promise<O>;
}

/** Asks the prompt model. Null when its answer cannot be read: the proposal then goes without it. */
export async function askPromptModel<I, O>(
  { lm, temperature, rollout }: PromptModel,
  question: Askable<I, O>,
  inputs: I,
): Promise<O | null> {
  const options = { temperature, ...(rollout !== undefined && { rollout, seed: rollout }) };
  try {
    return await withCallContext({ lm }, () => question.run(inputs, options));
  } catch (error) {
    if (error instanceof Error && error.name === 'UnreadableAnswer') return null;
    throw error;
  }
}
