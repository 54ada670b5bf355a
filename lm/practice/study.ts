import { hashText } from './chance.ts';
import { readPrompt } from './read-prompt.ts';
import type { ReadPrompt } from './read-prompt.ts';
import { similarities, stemsOfValues } from './similarity.ts';
import type { ChatMessage } from '../language-model.ts';

/** How an answer is drawn. Equal prompts and sampling give equal answers. */
export interface Sampling {
  /** 0 answers by the evidence alone. */
  readonly temperature: number;
  readonly seed: number;
}

/** A prompt read and compared: what every answer starts from. */
export interface Study extends ReadPrompt {
  readonly stems: ReadonlySet<string>;
  /** One per demo, 0 to 1. */
  readonly similarities: readonly number[];
  /** Stands for the current inputs where chance is needed. */
  readonly inputHash: number;
  readonly sampling: Sampling;
}

export function studyPrompt(messages: readonly ChatMessage[], sampling: Sampling): Study {
  const prompt = readPrompt(messages);
  const stems = stemsOfValues(prompt.current);
  const inputHash = hashText([...prompt.current.values()].join('\n'));
  return { ...prompt, stems, similarities: similarities(prompt.demos, stems), inputHash, sampling };
}
