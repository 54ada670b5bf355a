import type { PromptField } from './read-system.ts';
import type { ReadPrompt } from './read-prompt.ts';

function toJson(field: PromptField, value: string): unknown {
  if (field.type === 'bool') return value === 'True';
  if (field.type === 'str' || field.type.includes("'")) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value; // Not JSON: then it is text, as for open types.
  }
}

/** Writes the output fields in the form the prompt asks for. */
export function writeAnswer(prompt: ReadPrompt, values: ReadonlyMap<string, string>): string {
  if (prompt.format === 'json') {
    const entries = prompt.outputs.map((field) => [field.name, toJson(field, values.get(field.name) ?? '')]);
    return JSON.stringify(Object.fromEntries(entries), null, 2);
  }
  const sections = prompt.outputs.map(({ name }) => `[[ ## ${name} ## ]]\n${values.get(name) ?? ''}`);
  return [...sections, '[[ ## completed ## ]]'].join('\n\n');
}
