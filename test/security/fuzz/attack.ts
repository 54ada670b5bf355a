import { rng } from '../../../optimizer/rng.ts';
import { mutated, one } from './mutate.ts';
import { watchOutside } from './outside.ts';
import type { Reader } from './readers.ts';

/** What came of an attack. `trouble` must stay empty. */
export interface Attacked {
  readonly read: number;
  readonly refused: number;
  /** In words, with the number of the mutation that did it. */
  readonly trouble: readonly string[];
}

export interface AttackOptions {
  readonly mutations: number;
  readonly seed: number;
}

const TROUBLE_AT_MOST = 5;

/** Gives a reader so many changed texts, the same for the same seed, and looks at what it does with each. */
export async function attack(reader: Reader, { mutations, seed }: AttackOptions): Promise<Attacked> {
  const trouble: string[] = [];
  let [read, refused] = [0, 0];
  const before = prototypes();
  // What a reader loads at its first use, it loads now.
  await outcomeOf(reader, reader.seeds[0] ?? '');
  const outside = watchOutside();
  for (let number = 0; number < mutations && trouble.length < TROUBLE_AT_MOST; number += 1) {
    const text = mutation(reader, number, seed);
    const note = (what: string) => trouble.push(`mutation ${number} (seed ${seed}): ${what}`);
    const { value, error } = await outcomeOf(reader, text);
    if (error === undefined) read += 1;
    else refused += 1;
    if (hasChosenPrototype(value)) note('it gave an object whose prototype the text has chosen');
    if (error !== undefined && !isRefusal(error, reader)) note(`it threw ${String(error).slice(0, 120)}`);
  }
  outside.stop();
  return { read, refused, trouble: [...trouble, ...traces(before, outside.seen())] };
}

/** What is left behind when all mutations are done. */
function traces(before: string, used: readonly string[]): string[] {
  return [
    ...(prototypes() !== before || 'polluted' in {} ? ['a prototype was changed'] : []),
    ...(used.length > 0 ? [`it used ${[...new Set(used)].join(', ')}`] : []),
  ];
}

async function outcomeOf(reader: Reader, text: string): Promise<{ value?: unknown; error?: unknown }> {
  try {
    return { value: await reader.read(text) };
  } catch (error) {
    return { error };
  }
}

/** The text of one mutation, for looking at it. */
function mutation(reader: Reader, number: number, seed: number): string {
  const draw = rng(seed, reader.name, number);
  return mutated(one(reader.seeds, draw), draw);
}

function isRefusal(error: unknown, { refuses }: Reader): boolean {
  return error instanceof Error && refuses.includes(error.name);
}

/** All that hangs on the prototypes that every object has. */
function prototypes(): string {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype]
    .map((each) => Reflect.ownKeys(each).map(String).join())
    .join('|');
}

/** Looks below the value: a copy of each object has the prototype that a plain copy has. */
function hasChosenPrototype(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > 200) return false;
  if ('polluted' in value && !Object.hasOwn(value, 'polluted')) return true;
  if (Object.hasOwn(value, '__proto__')) return true;
  return Object.values(value).some((member) => hasChosenPrototype(member, depth + 1));
}
