import { optionsOfType, endOfBracket } from './field-options.ts';
import type { Study } from './study.ts';

/** A field as it stands in a program's description. */
export interface NamedField {
  readonly name: string;
  readonly options: readonly string[] | null;
}

/** One step: what it reads and what it gives. */
export interface Step {
  readonly name: string;
  readonly inputs: readonly NamedField[];
  readonly outputs: readonly NamedField[];
}

function readFields(text: string): NamedField[] {
  const fields: NamedField[] = [];
  for (const match of text.matchAll(/(?:^|, )(\w+)(?= \(|,|$)/g)) {
    const open = text.indexOf('(', match.index);
    const typed = text.slice(match.index + match[0].length).startsWith(' (');
    const type = typed ? text.slice(open + 1, endOfBracket(text, open) - 1) : 'str';
    fields.push({ name: match[1] ?? '', options: optionsOfType(type) });
  }
  return fields;
}

function readLines(code: string): Step[] {
  return [...code.matchAll(/^([\w.[\]'"]+): (.+) -> (.+)$/gm)].map(
    ([, name = '', inputs = '', outputs = '']) => {
      return { name, inputs: readFields(inputs), outputs: readFields(outputs) };
    },
  );
}

/** Signature classes as Python prints them: `Name(in -> out`, a line `in = Field(annotation=type …` for each, `)`. */
function readPrintedClasses(code: string): Step[] {
  return [...code.matchAll(/^(\w+)\(([\w, ]*) -> ([\w, ]+)\n([\s\S]*?)^\)/gm)].map(
    ([, name = '', inputs, outputs, body = '']) => {
      const types = new Map(
        [...body.matchAll(/^ +(\w+) = Field\(annotation=(.*)$/gm)].map(([, field = '', type = '']) => [
          field,
          type,
        ]),
      );
      const toField = (field: string) => ({ name: field, options: optionsOfType(types.get(field) ?? 'str') });
      return { name, inputs: splitNames(inputs).map(toField), outputs: splitNames(outputs).map(toField) };
    },
  );
}

/** The steps that a program's code shows: lines `name: in (type), … -> out (type), …`, or printed classes. */
export function readSteps(code: string): Step[] {
  return [...readLines(code), ...readPrintedClasses(code)];
}

function splitNames(list: string | undefined): string[] {
  return (list ?? '').split(', ').filter((name) => name !== '');
}

/** The step a module text like `Predict(a, b) -> c, d` names, with what the program's code says of its fields. */
export function readModule(module: string, steps: readonly Step[]): Step | null {
  const match = /^(\w+)\((.*)\) -> (.*)$/m.exec(module);
  if (match === null) return null;
  const wanted = { inputs: splitNames(match[2]), outputs: splitNames(match[3]) };
  const known = steps.flatMap((step) => [...step.outputs, ...step.inputs]);
  const toField = (name: string): NamedField =>
    known.find((field) => field.name === name) ?? { name, options: null };
  return { name: match[1] ?? '', inputs: wanted.inputs.map(toField), outputs: wanted.outputs.map(toField) };
}

export function joinWords(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

function describeOutput({ name, options }: NamedField): string {
  return options === null ? name : `${name} (one of ${joinWords(options, 'or')})`;
}

function describeStep({ inputs, outputs }: Step): string {
  const from = joinWords(
    inputs.map(({ name }) => name),
    'and',
  );
  return `reads ${from} and gives ${joinWords(outputs.map(describeOutput), 'and')}`;
}

export function writeProgramDescription(study: Study): string {
  const steps = readSteps(study.current.get('program_code') ?? '');
  if (steps.length === 0)
    return 'The program answers its inputs with a language model; nothing more is shown of it.';
  const parts = steps.map((step) => `${step.name} ${describeStep(step)}`);
  return `The program works in ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}. ${parts.join('; ')}.`;
}

export function writeModuleDescription(study: Study): string {
  const steps = readSteps(study.current.get('program_code') ?? '');
  const module = readModule(study.current.get('module') ?? '', steps);
  if (module === null) return 'The step turns its inputs into its outputs.';
  const outputs = module.outputs.map(({ name }) => name);
  const users = steps
    .filter(({ inputs }) => inputs.some(({ name }) => outputs.includes(name)))
    .map(({ name }) => name);
  const later =
    users.length === 0
      ? 'Its answer is part of the result.'
      : `Its answer is used by ${joinWords(users, 'and')}.`;
  return `The step ${describeStep(module)}. ${later}`;
}
