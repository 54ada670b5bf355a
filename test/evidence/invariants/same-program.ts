import type { CheckOptions } from '../check-options.ts';
import type { Evidence } from '../evidence.ts';
import { unless, type Finding } from '../violation.ts';

/** I3: a saved program holds no time, so that nothing needs to be taken out before comparing. */
export function sameProgram({ files }: Evidence, { undisturbed }: CheckOptions): readonly Finding[] {
  if (undisturbed === undefined) return [];
  const program = files.program ?? '';
  return unless(program === undisturbed, 'the program differs', {
    characters: program.length,
    undisturbed: undisturbed.length,
    firstDifference: firstDifference(program, undisturbed),
  });
}

/** -1 when there is none. */
function firstDifference(one: string, other: string): number {
  const length = Math.max(one.length, other.length);
  for (let index = 0; index < length; index += 1) if (one[index] !== other[index]) return index;
  return -1;
}
