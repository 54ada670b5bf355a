import { readFileSync } from 'node:fs';
import { answerAsPracticeModel } from '../../lm/practice/practice-model.ts';
import type { ChatMessage } from '../../lm/language-model.ts';

export interface Ticket {
  readonly ticket: string;
  readonly category: string;
  readonly priority: string;
}

const FILE = new URL('../../examples/01-ticket-triage/tickets.jsonl', import.meta.url);

export const TICKETS: readonly Ticket[] = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Ticket);

/** Rows to learn from and, apart from them, rows to be judged by. */
export const LEARN = TICKETS.slice(0, 80);
export const JUDGE = TICKETS.slice(160, 340);

export const CATEGORIES = ['account', 'billing', 'bug', 'feature', 'other', 'shipping'];
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'];

export interface Row {
  readonly [field: string]: string;
}

/** One predictor with text inputs and one output, as a prompt shows it. */
export interface Question {
  readonly inputs: readonly string[];
  readonly output: string;
  /** Empty for open text. */
  readonly options: readonly string[];
  readonly instruction: string;
  readonly demos?: readonly Row[];
}

function section(name: string, value: string): string {
  return `[[ ## ${name} ## ]]\n${value}`;
}

function sections(names: readonly string[], row: Row): string {
  return names
    .filter((name) => row[name] !== undefined)
    .map((name) => section(name, row[name] ?? ''))
    .join('\n\n');
}

function systemMessage({ inputs, output, options, instruction }: Question): string {
  const type = options.length === 0 ? 'str' : `Literal[${options.map((option) => `'${option}'`).join(', ')}]`;
  const note = options.length === 0 ? '' : `        # one of these: ${options.join('; ')}`;
  return [
    'Given:',
    inputs.map((name, i) => `${i + 1}. \`${name}\` (str):`).join(' \n'),
    'Wanted:',
    `1. \`${output}\` (${type}):`,
    'Layout:\n',
    [...inputs.map((name) => section(name, `{${name}}`)), section(output, `{${output}}${note}`)].join('\n\n'),
    '\n[[ ## completed ## ]]',
    `Task: \n${instruction.replaceAll(/^/gm, '        ')}`,
  ].join('\n');
}

/** Messages in the marker format. */
export function render(question: Question, row: Row): ChatMessage[] {
  const { inputs, output, demos = [] } = question;
  return [
    { role: 'system', content: systemMessage(question) },
    ...demos.flatMap((demo): ChatMessage[] => [
      { role: 'user', content: sections(inputs, demo) },
      { role: 'assistant', content: `${sections([output], demo)}\n\n[[ ## completed ## ]]\n` },
    ]),
    {
      role: 'user',
      content: `${sections(inputs, row)}\n\nNow write \`[[ ## ${output} ## ]]\`, then \`[[ ## completed ## ]]\`.`,
    },
  ];
}

export interface Sampling {
  readonly temperature?: number;
  readonly seed?: number;
}

export function ask(question: Question, row: Row, sampling?: Sampling): string {
  const text = answerAsPracticeModel(render(question, row), sampling);
  return (
    /^\[\[ ## \w+ ## \]\]\n([\s\S]*?)\n\n\[\[ ## completed ## \]\]$/.exec(text)?.[1] ?? `unreadable: ${text}`
  );
}

/** The share of rows answered as the data has it. */
export function accuracy(question: Question, rows: readonly Row[]): number {
  return rows.filter((row) => ask(question, row) === row[question.output]).length / rows.length;
}

export const CATEGORY: Question = {
  inputs: ['ticket'],
  output: 'category',
  options: CATEGORIES,
  instruction: 'From `ticket` work out `category`.',
};

export const PRIORITY: Question = {
  inputs: ['ticket', 'category'],
  output: 'priority',
  options: PRIORITIES,
  instruction: 'From `ticket`, `category` work out `priority`.',
};

export const rowsOf = (tickets: readonly Ticket[]): Row[] => tickets.map((ticket) => ({ ...ticket }));

/** The mean over both steps, as the example's metric has it. */
export function triageScore(category: Partial<Question>, priority: Partial<Question>): number {
  const rows = rowsOf(JUDGE);
  return (accuracy({ ...CATEGORY, ...category }, rows) + accuracy({ ...PRIORITY, ...priority }, rows)) / 2;
}

/** `count` rows of the learning part, as equally many of each answer as it goes. */
export function balancedDemos(output: 'category' | 'priority', count: number): Row[] {
  const rows = rowsOf(LEARN);
  const options = output === 'category' ? CATEGORIES : PRIORITIES;
  const groups = options.map((option) => rows.filter((row) => row[output] === option));
  return Array.from(
    { length: count },
    (_, i) => groups[i % groups.length]?.[Math.floor(i / groups.length)],
  ).filter((row) => row !== undefined);
}
