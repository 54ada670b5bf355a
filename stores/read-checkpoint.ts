import { StateUnknown, upgradeState } from '../domain/upgrade-state.ts';
import { jsonProblem } from './json-rows.ts';
import { parseOurJson } from './parse-json.ts';
import type { Checkpoint, RunKey } from './run-folders.ts';
import { unsealed } from './seal.ts';

/** A checkpoint file that cannot be gone on from: says which, what is wrong and what helps. Exit code 2. */
export class CheckpointUnreadable extends Error {
  override readonly name = 'CheckpointUnreadable';
  readonly problem: string;

  constructor(file: string, problem: string) {
    super(
      `The checkpoint ${file} cannot be used: ${problem}. Put a good copy in its place, or move it away: ` +
        'the same command then starts from the beginning and uses every stored answer.',
    );
    this.problem = problem;
  }
}

/** Where a checkpoint was found, and which run it must be of. */
export interface CheckpointPlace {
  readonly file: string;
  readonly key: RunKey;
}

/**
 * The content of a checkpoint file, checked field by field; a state of an older schema is brought up to the present.
 * @throws CheckpointUnreadable
 */
export async function readCheckpoint(text: string, { file, key }: CheckpointPlace): Promise<Checkpoint> {
  const refuse = (problem: string): never => {
    throw new CheckpointUnreadable(file, problem);
  };
  const { content, isIntact } = unsealed(objectIn(text, refuse));
  if (isIntact === false)
    return refuse('its content does not match its checksum, so it was damaged, or changed by hand');
  const { state, ...others } = content;
  const current = isObject(state) ? upgraded(state, refuse) : state;
  // Loaded here: most commands never read a checkpoint.
  const { checkpointShape } = await import('./checkpoint-shape.ts');
  const parsed = checkpointShape.safeParse({ ...others, state: current });
  if (!parsed.success) return refuse(inWords(parsed.error.issues));
  const { spec } = parsed.data;
  if (spec.task !== key.task || spec.specHash !== key.specHash)
    return refuse(`it is of the run ${spec.task}/${spec.specHash}, not of ${key.task}/${key.specHash}`);
  return parsed.data;
}

type Refuse = (problem: string) => never;

function objectIn(text: string, refuse: Refuse): { readonly [field: string]: unknown } {
  let value: unknown;
  try {
    value = parseOurJson(text);
  } catch (error) {
    return refuse(`it is not valid JSON: ${jsonProblem(error)}`);
  }
  return isObject(value) ? value : refuse('it holds no object');
}

function isObject(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function upgraded(state: { readonly [field: string]: unknown }, refuse: Refuse) {
  try {
    return upgradeState(state);
  } catch (error) {
    if (error instanceof StateUnknown) return refuse(error.message.replace(/\.$/, ''));
    throw error;
  }
}

const ISSUES_TOLD = 3;

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What zod found wrong, by place; it holds no value but the names of unknown fields. */
export function inWords(issues: readonly Issue[]): string {
  const told = issues.slice(0, ISSUES_TOLD).map(({ path, message }) => `${placeOf(path)}: ${message}`);
  const more = issues.length - told.length;
  return `${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return place === '' ? 'the file' : place.replace(/^\./, '');
}
