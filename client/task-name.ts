import type { AnyModule } from '../program/module.ts';
import { hashOf } from '../stores/content-hash.ts';

const HASH_CHARACTERS = 6;
const KIND_CHARACTERS = 40;

/** A name for a program that was given none: its class and a hash of its predictors' fields. */
export function defaultTaskName(program: AnyModule): string {
  const fields = program
    .predictors()
    .map(([name, { signature }]) => [
      name,
      signature.inputs.map((field) => field.name),
      signature.outputs.map((field) => field.name),
    ]);
  const kind = program.constructor.name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, KIND_CHARACTERS);
  return `${kind === '' ? 'program' : kind}-${hashOf(fields).slice(0, HASH_CHARACTERS)}`;
}
