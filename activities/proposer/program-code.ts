import { ChainOfThought } from '../../program/chain-of-thought.ts';
import type { Field } from '../../program/signature-shape.ts';
import type { AnyModule } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { typeName } from '../../program/prompt/type-name.ts';

/**
 * What the proposer is shown of the program: every predictor's signature, and the source of the user's own classes.
 * Differs: DSPy shows only the first string signature of a module.
 */
export function programCode(program: AnyModule): string {
  const predictors = program.predictors().map(([name, predict]) => `${name}: ${describePredictor(predict)}`);
  const source = isOwnClass(program) ? [program.constructor.toString()] : [];
  return [...predictors, ...source].join('\n\n');
}

function isOwnClass(program: AnyModule): boolean {
  return program.constructor !== Predict && program.constructor !== ChainOfThought;
}

function describePredictor(predict: Predict): string {
  const { inputs, outputs, instructions } = predict.signature;
  return `${inputs.map(describeField).join(', ')} -> ${outputs.map(describeField).join(', ')}\n${instructions}`;
}

function describeField({ name, type, description }: Field): string {
  return `${name} (${typeName(type)})${description === null ? '' : `: ${description}`}`;
}

/** A predictor as DSPy names it to the proposer: `Predict(ticket) -> label`. */
export function moduleText(predict: Predict): string {
  return `Predict(${namesOf(predict.signature.inputs)}) -> ${namesOf(predict.signature.outputs)}`;
}

function namesOf(fields: readonly Field[]): string {
  return fields.map(({ name }) => name).join(', ');
}
