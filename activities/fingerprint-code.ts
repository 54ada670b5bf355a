import type { Fingerprint } from '../domain/run.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import { metricIdentity } from '../metrics/metric-identity.ts';
import { configuredDefaults } from '../program/configure.ts';
import type { AnyModule } from '../program/module.ts';
import { hashOf } from '../stores/content-hash.ts';
import type { LoadedTask } from './dependencies.ts';

const HASH_CHARACTERS = 12;

/**
 * Named hashes of a task's code and of the models that its code asks. Source text stands for code: what it imports is not
 * seen, which is what a task's `version` is for.
 */
export function fingerprintCode(
  code: Pick<LoadedTask, 'program' | 'teacher' | 'metric' | 'lm' | 'teacherLm'>,
  version: string | undefined,
): Fingerprint {
  return {
    ...programParts('program', code.program),
    ...(code.teacher === code.program ? {} : programParts('teacher', code.teacher)),
    metric: shortHash(metricIdentity(code.metric)),
    adapter: configuredDefaults().adapter.name,
    model: modelHash(code.lm),
    'teacher model': modelHash(code.teacherLm),
    ...(version !== undefined && { version: shortHash(version) }),
  };
}

function programParts(label: string, program: AnyModule): Record<string, string> {
  const parts: Record<string, string> = {
    [`source of the ${label}`]: shortHash(program.constructor.toString()),
  };
  for (const [name, { signature, demos }] of program.predictors()) {
    const { instructions, inputs, outputs } = signature;
    const fields = [inputs, outputs].map((side) => side.map(({ schema: _schema, ...field }) => field));
    parts[`${label}, fields of ${name}`] = shortHash(JSON.stringify(fields));
    parts[`${label}, instruction of ${name}`] = shortHash(instructions);
    parts[`${label}, demos of ${name}`] = shortHash(JSON.stringify(demos));
  }
  return parts;
}

/** Name and parameters; never the address, whose port may change, and never a key. */
export function modelHash({ id, parameters }: LanguageModel): string {
  return `${id} ${shortHash(JSON.stringify(parameters))}`;
}

export function shortHash(text: string): string {
  return hashOf(text).slice(0, HASH_CHARACTERS);
}
