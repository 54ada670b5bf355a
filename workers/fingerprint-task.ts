import type { LoadedTask } from '../activities/dependencies.ts';
import type { Fingerprint } from '../domain/run.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import type { Example } from '../domain/example.ts';
import type { AnyModule } from '../program/module.ts';
import { metricIdentity } from '../metrics/metric-identity.ts';
import { configuredDefaults } from '../program/configure.ts';
import { hashOf } from '../stores/content-hash.ts';

const HASH_CHARACTERS = 12;

/**
 * Named hashes of all that a run's scores depend on. The parts' names are what a user is told has changed. Source
 * text stands for code: what it imports is not seen, which is what a task's `version` is for.
 */
export function fingerprintTask(
  task: Omit<LoadedTask, 'fingerprint'>,
  version: string | undefined,
): Fingerprint {
  return {
    ...programParts('program', task.program),
    ...(task.teacher === task.program ? {} : programParts('teacher', task.teacher)),
    metric: short(metricIdentity(task.metric)),
    adapter: configuredDefaults().adapter.name,
    trainset: dataHash(task.trainset),
    ...(task.valset !== null && { valset: dataHash(task.valset) }),
    ...(task.testset !== null && { testset: dataHash(task.testset) }),
    model: modelHash(task.lm),
    'prompt model': modelHash(task.promptLm),
    'teacher model': modelHash(task.teacherLm),
    ...(task.programDescription !== null && { 'program description': short(task.programDescription) }),
    ...(version !== undefined && { version: short(version) }),
  };
}

function programParts(label: string, program: AnyModule): Record<string, string> {
  const parts: Record<string, string> = { [`source of the ${label}`]: short(program.constructor.toString()) };
  for (const [name, { signature, demos }] of program.predictors()) {
    const { instructions, inputs, outputs } = signature;
    const fields = [inputs, outputs].map((side) => side.map(({ schema: _schema, ...field }) => field));
    parts[`${label}, fields of ${name}`] = short(JSON.stringify(fields));
    parts[`${label}, instruction of ${name}`] = short(instructions);
    parts[`${label}, demos of ${name}`] = short(JSON.stringify(demos));
  }
  return parts;
}

/** Name and parameters; never the address, whose port may change, and never a key. */
function modelHash({ id, parameters }: LanguageModel): string {
  return `${id} ${short(JSON.stringify(parameters))}`;
}

function dataHash(examples: readonly Example[]): string {
  return short(JSON.stringify(examples.map((example) => [example.toJSON(), Object.keys(example.inputs())])));
}

function short(text: string): string {
  return hashOf(text).slice(0, HASH_CHARACTERS);
}
