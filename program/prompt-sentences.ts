/**
 * Every sentence this project puts into a prompt, in one place and in its own words. Markers, order and value texts are
 * DSPy's and live with the code that writes them.
 */
export const SENTENCES = {
  inputs: 'What you receive:',
  outputs: 'What you produce:',
  layout: 'Every exchange is laid out as shown here, each value standing in the place of its braces.',
  jsonInputs: 'The values you receive arrive as sections:',
  jsonOutputs: 'Your answer is one JSON object and nothing else:',
  objective: 'Here is the task:',
  incompleteExample: 'For this example a few values were never recorded.',
  /** Ends in a blank, which is part of the layout. */
  missingValue: '(never recorded) ',
  limits: 'Limits',
} as const;

/** The instruction of a signature that was given none. */
export function defaultInstruction(inputs: readonly string[], outputs: readonly string[]): string {
  return `From ${ticked(inputs)} work out ${ticked(outputs)}.`;
}

/** The last line of a turn in the marker format; `fields` are already in backticks, with their hints. */
export function answerInSections(fields: readonly string[], end: string): string {
  return `Now write these sections one after another: ${fields.join(', ')}, and close with ${end}.`;
}

/** The last line of a turn in the JSON format. */
export function answerAsObject(fields: readonly string[]): string {
  return `Now write a single JSON object whose keys are, in this order, ${fields.join(', ')}.`;
}

/** Follows a field's name where its type is not plain text. */
export function typeHint(type: string): string {
  return ` (written as ${type})`;
}

export const TYPE_NOTES = {
  bool: 'write True or False',
  number: (kind: string) => `write one number of type ${kind}`,
  value: (values: string) => `write one of these values: ${values}`,
  option: (options: string) => `copy one of these options letter by letter: ${options}`,
  schema: (schema: string) => `write JSON that fits this schema: ${schema}`,
} as const;

/** How each kind of limit is announced. */
export const LIMIT_PHRASES: { readonly [kind: string]: string } = {
  gt: 'above',
  ge: 'no lower than',
  lt: 'below',
  le: 'no higher than',
  min_length: 'shortest length',
  max_length: 'longest length',
  multiple_of: 'divisible by',
  allow_inf_nan: 'infinities and non-numbers allowed',
};

function ticked(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
