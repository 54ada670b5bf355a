import type { Json, JsonObject } from '../../domain/json.ts';
import type { LanguageModel } from '../../lm/language-model.ts';
import type { Demo } from '../adapter.ts';
import type { Predict } from '../predict.ts';
import type { Field, SignatureShape } from '../signature-shape.ts';

/** One predictor in DSPy's layout. Fields are inputs, then outputs, in order, without names or types. */
export type PredictorState = {
  readonly traces: readonly Json[];
  readonly train: readonly Json[];
  readonly demos: readonly Demo[];
  readonly signature: {
    readonly instructions: string;
    readonly fields: readonly { readonly prefix: string; readonly description: string }[];
  };
  readonly lm: JsonObject | null;
};

export function predictorState(predictor: Predict): PredictorState {
  const { instructions } = predictor.signature;
  return {
    traces: [],
    train: [],
    demos: predictor.demos,
    signature: { instructions, fields: fieldsOf(predictor.signature).map(fieldState) },
    lm: predictor.lm === undefined ? predictor.savedLm : lmState(predictor.lm, predictor),
  };
}

export function fieldsOf(signature: SignatureShape): readonly Field[] {
  return [...signature.inputs, ...signature.outputs];
}

/** What DSPy writes as the description of a field that was given none. */
export function placeholder(name: string): string {
  return `\${${name}}`;
}

function fieldState(field: Field): { prefix: string; description: string } {
  return { prefix: field.prefix, description: field.description ?? placeholder(field.name) };
}

/** A predictor's own model, in the keys and order of DSPy's chat models. Never an address or a key. */
function lmState(lm: LanguageModel, predictor: Predict): JsonObject {
  return {
    _dspy_lm_class: 'dspy.clients.lm.LM',
    model: lm.id,
    model_type: 'chat',
    cache: true,
    num_retries: 3,
    temperature: predictor.temperature ?? lm.parameters.temperature ?? null,
    max_tokens: predictor.maxTokens ?? lm.parameters.maxTokens ?? null,
    finetuning_model: null,
    launch_kwargs: {},
    train_kwargs: {},
  };
}
