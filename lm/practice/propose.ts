import { chanceFrom, hashText, pick } from './chance.ts';
import type { Chance } from './chance.ts';
import { readSummary } from './describe-data.ts';
import { joinWords, readModule, readSteps } from './describe-program.ts';
import type { NamedField, Step } from './describe-program.ts';
import { styleFor } from './proposal-style.ts';
import type { Layout, ProposalStyle } from './proposal-style.ts';
import { readBlocks } from './read-rows.ts';
import type { Study } from './study.ts';
import { answerFields, countWords, mergeTables, tellingWords } from './word-table.ts';
import type { OptionWords } from './word-table.ts';

/** At temperature 1: how often a cue word is lost, and how often a whole draft stays without any. */
const LOST = { word: 0.2, allWords: 0.12 };

interface Draft {
  readonly style: ProposalStyle;
  readonly chance: Chance;
  /** 0 to 1: how carelessly the draft is written. */
  readonly looseness: number;
}

/** The step to write for; without a module text, what the present instruction names in backticks. */
function stepOf(study: Study): Step {
  const steps = readSteps(study.current.get('program_code') ?? '');
  const module = readModule(study.current.get('module') ?? '', steps);
  if (module !== null) return module;
  const named = [...(study.current.get('basic_instruction') ?? '').matchAll(/`(\w+)`/g)].map(
    ([, name = '']) => name,
  );
  const fields = named.map((name): NamedField => ({ name, options: null }));
  return { name: 'step', inputs: fields.slice(0, -1), outputs: fields.slice(-1) };
}

/** What the prompt shows about the answers of one field. */
interface Shown {
  readonly options: ReadonlyMap<string, OptionWords>;
  /** Per answer, the most telling words first. */
  readonly words: ReadonlyMap<string, readonly string[]>;
}

/** Words of the summary first: they come from more rows than the worked examples. */
function shownOf(study: Study, field: NamedField): Shown {
  const summary = readSummary(study.current.get('dataset_description') ?? '');
  const blocks = readBlocks(study.current.get('task_demos') ?? '');
  const demos = countWords(blocks, answerFields(blocks));
  const options = mergeTables([summary, demos]).get(field.name) ?? new Map<string, OptionWords>();
  const fromDemos = tellingWords(demos, field.name);
  const words = [...options.keys()].map((option) => {
    const summarised = [...(summary.get(field.name)?.get(option)?.words.values() ?? [])].map(
      ({ surface }) => surface,
    );
    return [option, [...new Set([...summarised, ...(fromDemos.get(option) ?? []).slice(0, 4)])]] as const;
  });
  return { options, words: new Map(words) };
}

function keep(words: readonly string[], { chance, looseness }: Draft): string[] {
  return words.filter(() => chance() >= LOST.word * looseness);
}

function writeClause(layout: Layout, option: string, words: readonly string[]): string {
  switch (layout) {
    case 'list':
      return `- ${option}: ${words.join(', ')}`;
    case 'inline':
      return `${option} for ${joinWords(words, 'or')}`;
    case 'quoted':
      return `Use "${option}" when there is talk of ${joinWords(words, 'or')}.`;
    case 'reversed':
      return `Where it speaks of ${joinWords(words, 'or')}, answer ${option}.`;
  }
}

function joinClauses(layout: Layout, clauses: readonly string[]): string {
  if (layout === 'inline') return `Choose ${clauses.join('; ')}.`;
  return clauses.join(layout === 'list' ? '\n' : ' ');
}

function optionsOf(field: NamedField, options: ReadonlyMap<string, OptionWords>): string[] {
  return [...new Set([...(field.options ?? []), ...options.keys()])];
}

/** The answer that is given clearly more often than an even share; else none. */
function usualOption(options: ReadonlyMap<string, OptionWords>): string | undefined {
  const [first] = [...options].toSorted(([, a], [, b]) => b.rows - a.rows);
  const total = [...options.values()].reduce((sum, { rows }) => sum + rows, 0);
  return first !== undefined && first[1].rows > (1.25 * total) / options.size ? first[0] : undefined;
}

function writeChoice(field: NamedField, { options, words: telling }: Shown, draft: Draft): string {
  const names = optionsOf(field, options);
  const { style, chance, looseness } = draft;
  const naming = `The ${field.name} is one of ${joinWords(names, 'or')}.`;
  if (chance() < LOST.allWords * looseness) return naming;
  const clauses = names.flatMap((name) => {
    const words = keep((telling.get(name) ?? []).slice(0, style.wordCount), draft);
    return words.length === 0 ? [] : [writeClause(style.layout, name, words)];
  });
  const usual = usualOption(options);
  const last = usual !== undefined && chance() < 0.6 ? [`If nothing fits, answer ${usual}.`] : [];
  return [naming, joinClauses(style.layout, clauses), ...last].join(style.layout === 'list' ? '\n' : ' ');
}

function writeOpening({ opening }: ProposalStyle, step: Step, chance: Chance): string {
  const [inputs, outputs] = [step.inputs, step.outputs].map((fields) =>
    fields.map(({ name }) => `\`${name}\``),
  );
  const from = joinWords(inputs ?? [], 'and') || 'the input';
  const to = joinWords(outputs ?? [], 'and') || 'the answer';
  const task = pick(chance, [
    `Read ${from} and decide ${to}.`,
    `Work out ${to} from ${from}.`,
    `Given ${from}, give ${to}.`,
  ]);
  switch (opening) {
    case 'plain':
      return task;
    case 'role':
      return `You are an experienced specialist who has judged thousands of cases like this. ${task}`;
    case 'stakes':
      return `A wrong answer here is expensive and people rely on a right one, so weigh the wording with care. ${task}`;
    case 'question':
      return `What would settle the matter? Look for the words that give it away. ${task}`;
  }
}

/** For open answers: the form that the worked examples have. */
function writeForm(field: NamedField, study: Study): string {
  const values = readBlocks(study.current.get('task_demos') ?? '').flatMap(
    (block) => block.get(field.name) ?? [],
  );
  if (values.length === 0) return `Give ${field.name} only, without an explanation.`;
  const words = values.reduce((sum, value) => sum + value.split(/\s+/).length, 0) / values.length;
  return `Write ${field.name} in about ${Math.max(1, Math.round(words))} words, in the manner of the examples.`;
}

/** A new instruction for the step shown, from nothing but what the prompt shows; tip, temperature and seed vary it. */
export function writeInstruction(study: Study): string {
  const { temperature, seed } = study.sampling;
  const chance = chanceFrom(
    hashText(`${seed}`, temperature > 0 ? study.inputHash : hashText(study.instruction)),
  );
  const step = stepOf(study);
  const style = styleFor(study.current.get('tip') ?? '', chance);
  const draft: Draft = { style, chance, looseness: Math.min(1, temperature) };
  const parts = step.outputs
    .filter(({ name }) => name !== 'reasoning')
    .map((field) => {
      const shown = shownOf(study, field);
      return optionsOf(field, shown.options).length > 0
        ? writeChoice(field, shown, draft)
        : writeForm(field, study);
    });
  return [writeOpening(style, step, chance), ...parts].join(style.layout === 'list' ? '\n' : ' ');
}
