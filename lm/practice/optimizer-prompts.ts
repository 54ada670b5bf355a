import { writeObservations, writeSummary } from './describe-data.ts';
import { writeModuleDescription, writeProgramDescription } from './describe-program.ts';
import { writeInstruction } from './propose.ts';
import type { Study } from './study.ts';

/** Writers for the prompts of an instruction proposer, by the output field they ask for. */
const WRITERS: ReadonlyMap<string, (study: Study) => string> = new Map([
  ['observations', writeObservations],
  ['summary', writeSummary],
  ['program_description', writeProgramDescription],
  ['module_description', writeModuleDescription],
  ['proposed_instruction', writeInstruction],
]);

/** `summary` is a common name: a proposer's comes from observations. */
export function writerFor(study: Study): ((study: Study) => string) | undefined {
  const name = study.outputs.at(-1)?.name ?? '';
  return name === 'summary' && !study.current.has('observations') ? undefined : WRITERS.get(name);
}
