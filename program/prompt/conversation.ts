import type { JsonObject } from '../../domain/json.ts';
import type { ChatMessage } from '../../lm/language-model.ts';
import type { Demo } from '../adapter.ts';
import { SENTENCES } from '../prompt-sentences.ts';
import type { Field, SignatureShape } from '../signature-shape.ts';
import { isPresent, orderDemos } from './demos.ts';
import { fieldText } from './field-value.ts';
import { strip } from './python-text.ts';
import { fieldLists, objective } from './system-message.ts';

/** What tells one prompt format from another. */
export interface Dialect {
  /** The part of the system message that shows the layout. */
  structure(signature: SignatureShape): string;
  /** The last paragraph of the turn that wants an answer. */
  reminder(signature: SignatureShape): string;
  /** A demonstration's answer; missing outputs show a filler. */
  demoAnswer(outputs: readonly Field[], demo: Demo): string;
}

export type Render = (signature: SignatureShape, demos: readonly Demo[], inputs: JsonObject) => ChatMessage[];

/** Renders conversations in one dialect; what depends on the signature alone is written once per signature. */
export function createRender(dialect: Dialect): Render {
  const staticParts = rememberByFields((signature) => ({
    description: `${fieldLists(signature)}\n${dialect.structure(signature)}\n`,
    reminder: dialect.reminder(signature),
  }));
  const systemMessages = new WeakMap<SignatureShape, ChatMessage>();

  return (signature, demos, inputs) => {
    const { description, reminder } = staticParts(signature);
    let system = systemMessages.get(signature);
    if (system === undefined) {
      system = { role: 'system', content: description + objective(signature.instructions) };
      systemMessages.set(signature, system);
    }
    const messages = [system];
    const ordered = orderDemos(signature, demos);
    for (const demo of ordered.incomplete) addDemo(messages, [SENTENCES.incompleteExample], demo);
    for (const demo of ordered.complete) addDemo(messages, [], demo);
    const turn = [...sections(signature.inputs, inputs), reminder].join('\n\n');
    messages.push({ role: 'user', content: strip(turn) });
    return messages;

    function addDemo(into: ChatMessage[], opening: readonly string[], demo: Demo): void {
      const content = strip([...opening, ...sections(signature.inputs, demo)].join('\n\n'));
      into.push({ role: 'user', content });
      into.push({ role: 'assistant', content: dialect.demoAnswer(signature.outputs, demo) });
    }
  };
}

/** The marker that opens a field's section. */
export function marker(name: string): string {
  return `[[ ## ${name} ## ]]`;
}

export function section(name: string, text: string): string {
  return `${marker(name)}\n${text}`;
}

/** Sections of the fields that are there; absent ones are left out. */
function sections(fields: readonly Field[], values: JsonObject): string[] {
  const present = fields.filter((field) => isPresent(values, field.name));
  return present.map(({ name, type }) => section(name, fieldText(values[name] ?? null, type)));
}

/** Candidates differ in instructions but share the field arrays of their signature, hence the key. */
function rememberByFields<Value>(
  build: (signature: SignatureShape) => Value,
): (signature: SignatureShape) => Value {
  const known = new WeakMap<readonly Field[], { readonly inputs: readonly Field[]; readonly value: Value }>();
  return (signature) => {
    const found = known.get(signature.outputs);
    if (found !== undefined && found.inputs === signature.inputs) return found.value;
    const value = build(signature);
    known.set(signature.outputs, { inputs: signature.inputs, value });
    return value;
  };
}
