import type { Surroundings } from './kind.ts';
import { anonymous, command, worldOf } from './small-run.ts';

/** What the other runs are compared with. */
export interface Undisturbed {
  readonly program: string;
  readonly requests: number;
}

export async function undisturbed({ address, open }: Surroundings): Promise<Undisturbed> {
  const lab = await open();
  const world = worldOf(lab, address);
  return { program: anonymous(await command(world), world), requests: lab.requests() };
}
