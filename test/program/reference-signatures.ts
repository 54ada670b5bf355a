import type { Json } from '../../domain/json.ts';
import { fieldPrefix } from '../../program/declaration/field-title.ts';
import { typeFromText } from '../../program/declaration/type-text.ts';
import type { FieldType } from '../../program/field-type.ts';
import type { Field, SignatureShape } from '../../program/signature-shape.ts';

// The signatures behind the files of test/reference, whose types are given as Python prints them.

const PART: FieldType = {
  kind: 'object',
  name: 'Part',
  properties: [
    { name: 'name', type: { kind: 'str' }, required: true },
    { name: 'count', type: { kind: 'int' }, required: true },
    { name: 'weight', type: { kind: 'float' }, required: false, default: 0.5 },
  ],
};

const CLASSES: { readonly [annotation: string]: FieldType } = {
  Part: PART,
  "<class 'Part'>": PART,
  "<class 'sigs.Part'>": PART,
  'list[Part]': { kind: 'list', item: PART },
  'list[sigs.Part]': { kind: 'list', item: PART },
  "<class '__main__.Colour'>": {
    kind: 'object',
    name: 'Colour',
    properties: [
      { name: 'name', type: { kind: 'str' }, required: true },
      { name: 'rgb', type: { kind: 'list', item: { kind: 'int' } }, required: true },
    ],
  },
};

const MOOD: FieldType = {
  kind: 'enum',
  name: 'Mood',
  members: [
    { name: 'UP', value: 'up' },
    { name: 'DOWN', value: 2 },
  ],
};

/** The field type of a Python annotation. */
export function annotationType(annotation: string): FieldType {
  if (annotation === 'Mood' || annotation === "<enum 'Mood'>") return MOOD;
  const known = CLASSES[annotation];
  if (known !== undefined) return known;
  const plain = annotation.replace(/^<class '(\w+)'>$/, '$1').replace('typing.', '');
  return typeFromText(plain, annotation);
}

export interface AnnotatedFields {
  readonly [name: string]: string;
}

export function annotatedFields(
  annotations: AnnotatedFields,
  descriptions: { readonly [name: string]: string } = {},
): Field[] {
  return Object.entries(annotations).map(([name, annotation]) => ({
    name,
    type: annotationType(annotation),
    description: descriptions[name] ?? null,
    prefix: fieldPrefix(name),
  }));
}

/** A signature of chat-parse.json; the one with a default says so here, as the file names types only. */
export function parseSignature(name: string, annotations: AnnotatedFields): SignatureShape {
  const outputs = annotatedFields(annotations).map((field) =>
    name === 'DF' && field.name === 'n' ? { ...field, fallback: { value: 7 } } : field,
  );
  return { instructions: 'Answer.', inputs: annotatedFields({ question: "<class 'str'>" }), outputs };
}

type Marked = { readonly [key: string]: unknown };

/** A value of the files without the marks for what JSON cannot say. */
export function unmarked(value: unknown): Json {
  if (Array.isArray(value)) return value.map(unmarked);
  if (typeof value !== 'object' || value === null) return value as Json;
  const marked = value as Marked;
  if ('$float' in marked) return Number(String(marked['$float']).replace('inf', 'Infinity'));
  if ('$int' in marked) return Number(marked['$int']);
  if ('$enum' in marked) return marked['$enum'] === 'UP' ? 'up' : 2;
  if ('$set' in marked) return unmarked(marked['$set']);
  if ('$tuple' in marked) return unmarked(marked['$tuple']);
  const entries = Object.entries(marked).filter(([key]) => key !== '$model');
  return Object.fromEntries(entries.map(([key, inner]) => [key, unmarked(inner)]));
}
