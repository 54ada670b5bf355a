import { InvalidRequest } from '../domain/errors.ts';
import { cleanInstructions } from './declaration/clean-instructions.ts';
import { fieldPrefix } from './declaration/field-title.ts';
import { fieldFromSchema } from './declaration/schema-field.ts';
import { fieldsFromText } from './declaration/signature-text.ts';
import { defaultInstruction } from './prompt-sentences.ts';
import type { Field, SignatureShape } from './signature-shape.ts';
import type {
  Flat,
  InputsOf,
  OutputsOf,
  SchemaInputs,
  SchemaOutputs,
  Schemas,
  Signature,
  SignatureLike,
} from './signature-types.ts';

export interface SignatureDeclaration<Inputs extends Schemas, Outputs extends Schemas> {
  readonly instructions?: string;
  readonly inputs: Inputs;
  readonly outputs: Outputs;
}

/**
 * Declares what a predictor is asked to do: `signature('question, context: str[] -> answer: float')`, or with schemas
 * `signature({ instructions, inputs: { ticket: z.string() }, outputs: { label: z.enum(['bug', 'other']) } })`.
 * @throws InvalidRequest when a name, type or schema makes no sense
 */
export function signature<const Text extends string>(
  text: Text,
  instructions?: string,
): Signature<InputsOf<Text>, OutputsOf<Text>>;
export function signature<const Inputs extends Schemas, const Outputs extends Schemas>(
  declaration: SignatureDeclaration<Inputs, Outputs>,
): Signature<SchemaInputs<Inputs>, SchemaOutputs<Outputs>>;
export function signature(
  declaration: string | SignatureDeclaration<Schemas, Schemas>,
  instructions = '',
): Signature {
  if (typeof declaration !== 'string') return fromSchemas(declaration);
  const { inputs, outputs } = fieldsFromText(declaration);
  return build({ instructions, inputs: inputs.map(toField), outputs: outputs.map(toField) });
}

/** The signature itself, or the one a text declares. */
export function ensureSignature<const Like extends SignatureLike>(
  like: Like,
): Signature<InputsOf<Like>, OutputsOf<Like>> {
  return (typeof like === 'string' ? signature(like) : like) as Signature<InputsOf<Like>, OutputsOf<Like>>;
}

const MAX_REMEMBERED = 512;
const withOtherInstructions = new WeakMap<SignatureShape, Map<string, SignatureShape>>();

/**
 * The same signature with other instructions; empty ones become the default. The same object comes back for the same
 * text, so that what is derived from it is derived once.
 */
export function withInstructions<Shape extends SignatureShape>(shape: Shape, instructions: string): Shape {
  const variants = withOtherInstructions.get(shape) ?? new Map<string, SignatureShape>();
  const known = variants.get(instructions);
  if (known !== undefined) return known as Shape;
  const variant = Object.freeze({ ...shape, instructions: instructionsOrDefault(instructions, shape) });
  if (variants.size >= MAX_REMEMBERED) variants.clear();
  withOtherInstructions.set(shape, variants.set(instructions, variant));
  return variant;
}

/** A field to add: what is left out is inferred from its name. */
export type NewField = Pick<Field, 'name'> & Partial<Field>;

/**
 * The same signature, and the same instructions, with one more output before the others.
 * @throws InvalidRequest when the signature has a field of that name
 */
export function withFirstOutput<Shape extends SignatureShape, const Name extends string>(
  shape: Shape,
  field: NewField & { readonly name: Name },
): Signature<InputsOf<Shape>, Flat<{ [Key in Name]: string } & OutputsOf<Shape>>> {
  const { instructions, inputs, outputs } = shape;
  return build({ instructions, inputs, outputs: [toField(field), ...outputs] }) as Signature<
    InputsOf<Shape>,
    Flat<{ [Key in Name]: string } & OutputsOf<Shape>>
  >;
}

function fromSchemas(declaration: SignatureDeclaration<Schemas, Schemas>): Signature {
  return build({
    instructions: declaration.instructions ?? '',
    inputs: fieldsOf(declaration.inputs, 'inputs'),
    outputs: fieldsOf(declaration.outputs, 'outputs'),
  });
}

function fieldsOf(schemas: Schemas | undefined, side: 'inputs' | 'outputs'): Field[] {
  const entries = Object.entries(schemas ?? {});
  if (entries.length === 0) {
    throw new InvalidRequest(
      `Signature: expected at least one field in \`${side}\`, as in { ${side}: { question: z.string() } }.`,
    );
  }
  return entries.map(([name, schema]) => fieldFromSchema(name, schema));
}

function toField(field: NewField): Field {
  return { type: { kind: 'str' }, description: null, prefix: fieldPrefix(field.name), ...field };
}

function build({ instructions, inputs, outputs }: SignatureShape): Signature {
  checkNames([...inputs, ...outputs]);
  return Object.freeze({
    instructions: instructionsOrDefault(instructions, { inputs, outputs }),
    inputs: Object.freeze([...inputs]),
    outputs: Object.freeze([...outputs]),
  });
}

function instructionsOrDefault(
  text: string,
  { inputs, outputs }: Pick<SignatureShape, 'inputs' | 'outputs'>,
): string {
  return cleanInstructions(text) || defaultInstruction(namesOf(inputs), namesOf(outputs));
}

function namesOf(fields: readonly Field[]): string[] {
  return fields.map((field) => field.name);
}

/** `__proto__` is a word that JavaScript objects do not take as a plain name. */
function checkNames(fields: readonly Field[]): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) || name === '__proto__') {
      throw new InvalidRequest(`Signature: expected a field name of letters, digits and _, got '${name}'.`);
    }
    if (seen.has(name))
      throw new InvalidRequest(`Signature: expected every field once, got '${name}' twice.`);
    seen.add(name);
  }
}
