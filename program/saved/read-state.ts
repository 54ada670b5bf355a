import { InvalidRequest } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { AnyModule } from '../module.ts';
import { isPredictor } from '../module-kind.ts';
import type { Predict } from '../predict.ts';
import { namedPredictors } from '../predictor-walk.ts';
import { fieldMismatches, readFields, type SavedField } from './field-match.ts';
import { fieldsOf, placeholder } from './predictor-state.ts';
import { asObject } from './json-object.ts';
import { NOTES_KEY } from './program-state.ts';
import { refuseUnsafeNames } from './unsafe-names.ts';

const MOST_PROBLEMS_SHOWN = 5;

/**
 * Puts a saved state into a program. Everything is checked before anything is changed. A predictor's saved model stays
 * data (`savedLm`): files do not choose where calls go.
 * @throws InvalidRequest naming each predictor and field that does not match
 */
export function loadProgramState(program: AnyModule, state: unknown): void {
  const saved = asObject(state);
  if (saved === undefined) throw new InvalidRequest('A saved program must be a JSON object.');
  refuseUnsafeNames(saved);
  const plans = namedPredictors(program).map(([name, predictor]) =>
    planFor(program, saved, { name, predictor }),
  );
  const problems = plans.flatMap((plan) => plan.problems);
  if (problems.length > 0) throw mismatch(problems);
  for (const plan of plans) plan.apply();
}

interface Receiver {
  readonly name: string;
  readonly predictor: Predict;
}

interface Plan {
  readonly problems: readonly string[];
  apply(): void;
}

function planFor(program: AnyModule, saved: JsonObject, receiver: Receiver): Plan {
  const { name, predictor } = receiver;
  const state = isPredictor(program) ? saved : asObject(Object.hasOwn(saved, name) ? saved[name] : undefined);
  if (state === undefined) return refused(`there is no predictor '${name}' (${heldBy(saved)})`);
  if (asObject(state['signature']) === undefined)
    return refused(`'${name}' has no signature (${heldBy(saved)})`);
  const parts = readParts(state);
  if (typeof parts === 'string') return refused(`'${name}' has ${parts}`);
  const remembered = notesOf(saved)?.[name];
  const problems = fieldMismatches(predictor.signature, { fields: parts.fields, remembered });
  return {
    problems: problems.map((problem) => `'${name}': ${problem}`),
    apply: () => change(predictor, parts),
  };
}

interface Parts {
  readonly instructions: string;
  readonly fields: readonly SavedField[];
  readonly demos: readonly JsonObject[];
  readonly lm: JsonObject | null;
}

/** The parts of a predictor's state, or what is wrong with them. */
function readParts(state: JsonObject): Parts | string {
  const { instructions, fields: savedFields } = asObject(state['signature']) ?? {};
  const fields = readFields(savedFields);
  const demos = readDemos(state['demos']);
  const lm = state['lm'] === null ? null : withoutKeys(asObject(state['lm']));
  if (typeof instructions !== 'string') return 'no instructions';
  if (fields === undefined) return 'a field without prefix or description';
  if (demos === undefined) return 'demos that are not a list of objects';
  return lm === undefined ? "no 'lm' (null or an object)" : { instructions, fields, demos, lm };
}

/** DSPy writes the address, which stays a note; keys it writes only when told to, and they go no further. */
const KEYS: readonly string[] = ['api_key', 'headers', 'extra_headers', 'default_headers'];

function withoutKeys(lm: JsonObject | undefined): JsonObject | undefined {
  if (lm === undefined) return undefined;
  return Object.fromEntries(Object.entries(lm).filter(([name]) => !KEYS.includes(name)));
}

function refused(problem: string): Plan {
  return { problems: [problem], apply: () => undefined };
}

function mismatch(problems: readonly string[]): InvalidRequest {
  const more =
    problems.length > MOST_PROBLEMS_SHOWN ? `; and ${problems.length - MOST_PROBLEMS_SHOWN} more` : '';
  return new InvalidRequest(
    `The saved program is for another program: ${problems.slice(0, MOST_PROBLEMS_SHOWN).join('; ')}${more}. The program was not changed.`,
  );
}

function heldBy(saved: JsonObject): string {
  if (Object.hasOwn(saved, 'signature')) return 'the file holds one bare predictor';
  const names = Object.keys(saved).filter(
    (name) => asObject(asObject(saved[name])?.['signature']) !== undefined,
  );
  return `the file holds: ${names.join(', ') || 'no predictor'}`;
}

/** Instructions, prefixes, descriptions and demos come from the file; names and types stay the program's. */
function change(predictor: Predict, { instructions, fields, demos, lm }: Parts): void {
  const { signature } = predictor;
  const described = fieldsOf(signature).map((field, index) => {
    const { prefix, description } = fields[index] ?? field;
    return { ...field, prefix, description: description === placeholder(field.name) ? null : description };
  });
  const count = signature.inputs.length;
  predictor.signature = { ...signature, inputs: described.slice(0, count), outputs: described.slice(count) };
  predictor.instructions = instructions;
  predictor.demos = demos;
  predictor.savedLm = lm;
}

function readDemos(value: Json | undefined): JsonObject[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const demos = value.map(asObject);
  return demos.every((demo) => demo !== undefined) ? demos : undefined;
}

function notesOf(saved: JsonObject): JsonObject | undefined {
  return asObject(asObject(asObject(saved['metadata'])?.[NOTES_KEY])?.['predictors']);
}
