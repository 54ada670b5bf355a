import type { ChatMessage } from '../language-model.ts';
import { classify } from './classify.ts';
import type { Verdict } from './classify.ts';
import { composeStructure } from './compose-structure.ts';
import { composeNumber, composeText } from './compose-value.ts';
import { writerFor } from './optimizer-prompts.ts';
import type { PromptField } from './read-system.ts';
import { studyPrompt } from './study.ts';
import type { Study } from './study.ts';
import { writeAnswer } from './write-answer.ts';

/** How to draw an answer. */
export interface PracticeOptions {
  /** 0 to 2; how far chance sways the answer. @defaultValue 0 */
  readonly temperature?: number;
  /** Another seed draws another answer when the temperature is above 0. @defaultValue 0 */
  readonly seed?: number;
}

function explain(field: PromptField, verdict: Verdict): string {
  const reasons = {
    examples: `the most similar examples were answered ${verdict.option}`,
    instruction: `words that the task links to ${verdict.option} occur`,
    'its name': `the input itself speaks of ${verdict.option}`,
    'a guess': `nothing in the prompt points elsewhere, so ${verdict.option} is a guess`,
  };
  return `For ${field.name}, ${reasons[verdict.because]}.`;
}

function composeOpen(field: PromptField, study: Study): string {
  if (field.type === 'str' || field.type === 'Any') return composeText(field, study);
  if (field.type === 'int' || field.type === 'float') return composeNumber(field, study);
  return /^(?:Optional|Union)\[str/.test(field.type)
    ? composeText(field, study)
    : composeStructure(field, study);
}

function answerFields(study: Study): Map<string, string> {
  const values = new Map<string, string>();
  const reasons: string[] = [];
  for (const field of study.outputs) {
    if (field.options !== null) {
      const verdict = classify(field, study);
      values.set(field.name, verdict.option);
      reasons.push(explain(field, verdict));
    } else if (field.name !== 'reasoning') values.set(field.name, composeOpen(field, study));
  }
  if (study.outputs.some(({ name }) => name === 'reasoning')) {
    values.set(
      'reasoning',
      reasons.join(' ') || 'The answer follows the most similar example, or else the input itself.',
    );
  }
  return values;
}

/**
 * Answers as a small model that learns from its prompt alone: from the examples, the task and the field list in
 * `messages`, in the format they ask for. Better examples and a clearer task give better answers. It also answers the
 * prompts of an instruction proposer, from the data shown in them. Pure: equal arguments give equal answers.
 */
export function answerAsPracticeModel(
  messages: readonly ChatMessage[],
  options: PracticeOptions = {},
): string {
  const study = studyPrompt(messages, { temperature: options.temperature ?? 0, seed: options.seed ?? 0 });
  const values = answerFields(study);
  const write = writerFor(study);
  const last = study.outputs.at(-1);
  if (write !== undefined && last !== undefined) values.set(last.name, write(study));
  if (study.outputs.length > 0) return writeAnswer(study, values);
  return messages.findLast(({ role }) => role === 'user')?.content.slice(0, 400) ?? '';
}
