import type { Json } from '../../domain/json.ts';
import type { Field, SignatureShape } from '../signature-shape.ts';

/** A field as our files remember it, which DSPy's do not. */
export type DeclaredField = { readonly name: string; readonly type: Json };

export type DeclaredSignature = {
  readonly inputs: readonly DeclaredField[];
  readonly outputs: readonly DeclaredField[];
};

export function declared(signature: SignatureShape): DeclaredSignature {
  return { inputs: signature.inputs.map(declaredField), outputs: signature.outputs.map(declaredField) };
}

function declaredField(field: Field): DeclaredField {
  return { name: field.name, type: JSON.parse(JSON.stringify(field.type)) as Json };
}
