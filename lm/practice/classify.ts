import { hashText, shareOf } from './chance.ts';
import { cuesFor } from './read-cues.ts';
import type { Cues } from './read-cues.ts';
import type { PromptField } from './read-system.ts';
import { stemsOf } from './stems.ts';
import type { Study } from './study.ts';

type EvidenceKind = 'examples' | 'instruction' | 'its name';

/** A chosen option and what spoke for it most. */
export interface Verdict {
  readonly option: string;
  readonly because: EvidenceKind | 'a guess';
}

const WEIGHT = { examples: 1.3, instruction: 1, 'its name': 0.5, fallback: 0.25, neutral: 0.2 };

/** What an example's word still counts once the task itself has explained the options. */
const EXAMPLES_BESIDE_CUES = 0.6;

/** How far chance sways a choice: less when the task names the options, less with each example. */
const SWAY = { unnamed: 0.4, named: 0.1, steadiedPerExample: 0.3, perTemperature: 0.1 };

/** Option names that by themselves say "nothing special". */
const NEUTRAL = new Set([
  'other',
  'none',
  'normal',
  'neutral',
  'general',
  'default',
  'medium',
  'unknown',
  'misc',
]);

interface Question {
  readonly field: PromptField;
  /** In lower case. */
  readonly options: readonly string[];
  readonly cues: Cues;
  /** The option that each demo shows; -1 for none. */
  readonly shown: readonly number[];
}

function fromExamples({ options, shown }: Question, study: Study): number[] {
  const evidence = options.map(() => 0);
  for (const [i, similarity] of study.similarities.entries()) {
    const option = shown[i] ?? -1;
    if (option >= 0) evidence[option] = (evidence[option] ?? 0) + similarity;
  }
  return evidence.map((total) => Math.tanh(2 * total));
}

function fromInstruction({ options, cues }: Question, study: Study): number[] {
  const evidence = options.map(() => 0);
  for (const stem of study.stems) {
    for (const [option, weight] of (cues.weights.get(stem) ?? []).entries()) {
      evidence[option] = (evidence[option] ?? 0) + weight;
    }
  }
  return evidence.map((total) => Math.tanh(0.7 * total));
}

function fromNames({ options }: Question, study: Study): number[] {
  return options.map((option) => {
    const words = stemsOf(option.replaceAll(/[_-]/g, ' '));
    return words.length === 0 ? 0 : words.filter((word) => study.stems.has(word)).length / words.length;
  });
}

/** Examples weigh less where the task already decides: their other words would only distract. */
function trustInExamples({ cues }: Question, told: readonly number[]): number {
  return (1 - Math.max(0, ...told)) * (cues.weights.size > 0 ? EXAMPLES_BESIDE_CUES : 1);
}

/** Chance that belongs to this input and option, around 0; with a temperature also to the seed. */
function swayIn({ field, options, cues, shown }: Question, study: Study): (option: string) => number {
  const start = hashText(field.name, study.inputHash);
  const namedShare = cues.named.filter(Boolean).length / Math.max(1, options.length);
  const steadiness = 1 + SWAY.steadiedPerExample * shown.filter((option) => option >= 0).length;
  const amplitude = (SWAY.unnamed + (SWAY.named - SWAY.unnamed) * namedShare) / steadiness;
  const { temperature, seed } = study.sampling;
  return (option) => {
    const own = hashText(option, start);
    const drawn = temperature > 0 ? SWAY.perTemperature * temperature * (shareOf(own ^ (seed + 1)) - 0.5) : 0;
    return amplitude * (shareOf(own) - 0.5) + drawn;
  };
}

function indexOfLargest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > (values[best] ?? -Infinity) ? i : best), 0);
}

function ask(field: PromptField, study: Study): Question {
  const options = (field.options ?? []).map((option) => option.toLowerCase());
  const shown = study.demos.map(({ outputs }) =>
    options.indexOf((outputs.get(field.name) ?? '').toLowerCase()),
  );
  return { field, options, cues: cuesFor(field, study), shown };
}

/** Chooses among a field's options by the evidence in the prompt: its examples, its task, the options' names. */
export function classify(field: PromptField, study: Study): Verdict {
  const question = ask(field, study);
  const told = fromInstruction(question, study);
  const trust = trustInExamples(question, told);
  const evidence: readonly (readonly [EvidenceKind, readonly number[]])[] = [
    ['examples', fromExamples(question, study).map((value) => WEIGHT.examples * trust * value)],
    ['instruction', told.map((value) => WEIGHT.instruction * value)],
    ['its name', fromNames(question, study).map((value) => WEIGHT['its name'] * value)],
  ];
  const swayOf = swayIn(question, study);
  const totals = question.options.map((option, i) => {
    const habit =
      (question.cues.fallback === i ? WEIGHT.fallback : 0) + (NEUTRAL.has(option) ? WEIGHT.neutral : 0);
    return evidence.reduce((sum, [, values]) => sum + (values[i] ?? 0), habit + swayOf(option));
  });
  const best = indexOfLargest(totals);
  const strongest = evidence[indexOfLargest(evidence.map(([, values]) => values[best] ?? 0))];
  const spoke = (strongest?.[1][best] ?? 0) > 0.05;
  return {
    option: field.options?.[best] ?? '',
    because: spoke && strongest !== undefined ? strongest[0] : 'a guess',
  };
}
