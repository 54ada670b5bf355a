import { InvalidRequest } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { FieldType } from '../field-type.ts';
import type { AnyModule } from '../module.ts';
import { isPredictor } from '../module-kind.ts';
import type { Predict } from '../predict.ts';
import { namedPredictors, type NamedPredictor } from '../predictor-walk.ts';
import { declared } from './declared-signature.ts';
import { fieldsOf, predictorState, type PredictorState } from './predictor-state.ts';
import { refuseUnsafeNames } from './unsafe-names.ts';
import { toPythonJson, writeJsonText } from './python-json.ts';

/** A program in DSPy's layout: a bare predictor's state itself, else one state per predictor name. */
export type ProgramState = PredictorState | { readonly [predictor: string]: PredictorState };

/** The key in `metadata` where names, types and a caller's notes ride; DSPy reads only `dependency_versions` there. */
export const NOTES_KEY = 'durable_mipro';

export function programState(program: AnyModule): ProgramState {
  if (isPredictor(program)) return predictorState(program);
  return Object.fromEntries(
    savedPredictors(program).map(([name, predictor]) => [name, predictorState(predictor)]),
  );
}

/** The text of a saved program. `notes`, such as scores and where it comes from, are kept where DSPy ignores them. */
export function savedProgramText(program: AnyModule, notes: JsonObject = {}): string {
  const predictors = savedPredictors(program);
  const states = Object.fromEntries(
    predictors.map(([name, predictor]) => [name, writtenState(name, predictor)]),
  );
  const own = {
    ...notes,
    schema: 1,
    predictors: Object.fromEntries(predictors.map(([name, { signature }]) => [name, declared(signature)])),
  };
  const metadata = { dependency_versions: {}, [NOTES_KEY]: toPythonJson(own, undefined, 'notes') };
  return writeJsonText({ ...(isPredictor(program) ? states['self'] : states), metadata });
}

function savedPredictors(program: AnyModule): NamedPredictor[] {
  const predictors = namedPredictors(program);
  const owner = program.constructor.name;
  if (predictors.length === 0) {
    throw new InvalidRequest(
      `${owner} has no predictors to save. Keep them in fields, lists or records of the module, not in #private fields.`,
    );
  }
  if (predictors.some(([name]) => name === 'metadata')) {
    throw new InvalidRequest(
      `${owner} has a predictor named 'metadata', a name that saved programs need. Rename the field.`,
    );
  }
  return predictors;
}

function writtenState(name: string, predictor: Predict): object {
  const state = predictorState(predictor);
  refuseUnsafeNames(state);
  const demo = demoType(predictor);
  const demos = state.demos.map((values, index) => toPythonJson(values, demo, `${name}.demos[${index}]`));
  return { ...state, demos };
}

function demoType({ signature }: Predict): FieldType {
  const properties = fieldsOf(signature).map((field) => ({
    name: field.name,
    type: field.type,
    required: false,
  }));
  return { kind: 'object', name: 'Demo', properties };
}
