import type { PromptField } from './read-system.ts';
import { termsOf } from './stems.ts';
import type { Study } from './study.ts';

const NUMBER = /-?\d+(?:\.\d+)?/g;

function nearestDemo(study: Study, fieldName: string): { index: number; value: string } | null {
  let best: { index: number; value: string } | null = null;
  let bestSimilarity = 0.02;
  for (const [index, demo] of study.demos.entries()) {
    const value = demo.outputs.get(fieldName);
    const similarity = study.similarities[index] ?? 0;
    if (value !== undefined && value !== '' && similarity > bestSimilarity) {
      best = { index, value };
      bestSimilarity = similarity;
    }
  }
  return best;
}

function inputText(values: Iterable<string>): string {
  return [...values].join('\n');
}

function sentencesOf(text: string): string[] {
  return (text.match(/[^.!?\n]+[.!?]*/g) ?? [])
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** The sentence of the longest input that has most in common with the other inputs; alone, its first one. */
function extract(study: Study): string {
  const values = [...study.current.values()].toSorted((a, b) => b.length - a.length);
  const others = new Set(values.slice(1).flatMap((value) => termsOf(value).map(({ stem }) => stem)));
  const sentences = sentencesOf(values[0] ?? '');
  const shared = sentences.map((sentence) => termsOf(sentence).filter(({ stem }) => others.has(stem)).length);
  const best = shared.reduce((top, count, i) => (count > (shared[top] ?? 0) ? i : top), 0);
  return sentences[best] ?? values[0] ?? '';
}

/** Names and numbers: what usually differs between two otherwise similar answers. */
function particulars(text: string): string[] {
  return text.match(/-?\d+(?:\.\d+)?|(?<=[\p{L},;:] )\p{Lu}[\p{L}\d]+/gu) ?? [];
}

/** The example's answer, with the names and numbers it took from its inputs replaced by ours. */
function adapt(value: string, theirs: string, ours: string): string {
  const replacements = particulars(ours);
  let adapted = value;
  for (const [i, particular] of particulars(theirs).entries()) {
    const replacement = replacements[i];
    const sameKind = replacement !== undefined && /\d/.test(replacement) === /\d/.test(particular);
    if (sameKind && adapted.includes(particular)) adapted = adapted.replaceAll(particular, replacement);
  }
  return adapted;
}

/** Open text: the most similar example's answer made to fit, else a sentence of the inputs. */
export function composeText(field: PromptField, study: Study): string {
  const nearest = nearestDemo(study, field.name);
  if (nearest === null) return extract(study);
  const theirs = inputText(study.demos[nearest.index]?.inputs.values() ?? []);
  return adapt(nearest.value, theirs, inputText(study.current.values()));
}

function numbersIn(values: Iterable<string>): readonly string[] {
  return inputText(values).match(NUMBER) ?? [];
}

/** Where the examples copy their number from the inputs, the number at the same place of ours. */
function copiedNumber(fieldName: string, study: Study): string | undefined {
  const ours = numbersIn(study.current.values());
  for (const { inputs, outputs } of study.demos) {
    const copied = ours[numbersIn(inputs.values()).indexOf(outputs.get(fieldName) ?? '')];
    if (copied !== undefined) return copied;
  }
  return undefined;
}

/** A number: one copied as the examples do, else the nearest example's, else the first in the inputs. */
export function composeNumber(field: PromptField, study: Study): string {
  const number = copiedNumber(field.name, study) ?? nearestDemo(study, field.name)?.value;
  const found = number ?? numbersIn(study.current.values())[0] ?? '0';
  return field.type === 'int' ? String(Math.trunc(Number(found)) || 0) : found;
}

/** The most similar example's value for types without a rule of their own. */
export function nearestValue(field: PromptField, study: Study): string | null {
  return nearestDemo(study, field.name)?.value ?? null;
}
