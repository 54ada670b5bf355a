import type { LoadedTask } from '../activities/dependencies.ts';
import { fingerprintCode, modelHash, shortHash } from '../activities/index.ts';
import type { Example } from '../domain/example.ts';
import type { Fingerprint } from '../domain/run.ts';

/** Named hashes of all that a run's scores depend on. The parts' names are what a user is told has changed. */
export function fingerprintTask(
  task: Omit<LoadedTask, 'fingerprint' | 'place'>,
  version: string | undefined,
): Fingerprint {
  return {
    ...fingerprintCode(task, version),
    trainset: dataHash(task.trainset),
    ...(task.valset !== null && { valset: dataHash(task.valset) }),
    ...(task.testset !== null && { testset: dataHash(task.testset) }),
    'prompt model': modelHash(task.promptLm),
    ...(task.programDescription !== null && { 'program description': shortHash(task.programDescription) }),
  };
}

function dataHash(examples: readonly Example[]): string {
  return shortHash(
    JSON.stringify(examples.map((example) => [example.toJSON(), Object.keys(example.inputs())])),
  );
}
