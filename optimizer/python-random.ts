import type { MersenneTwister } from './mersenne-twister.ts';
import { twisterFromWords } from './mersenne-twister.ts';

const TWO_TO_32 = 4_294_967_296;

/**
 * Python's `random.Random(seed)`, draw for draw. Stateful. The sign of the seed is ignored, as in Python.
 *
 * @see CPython 3.11, `Lib/random.py` and `Modules/_randommodule.c`
 */
export class PythonRandom {
  readonly #twister: MersenneTwister;

  /** @throws RangeError when the seed is not a whole number that a double holds exactly. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed must be a whole number; got ${seed}.`);
    const size = Math.abs(seed);
    const high = Math.floor(size / TWO_TO_32);
    this.#twister = twisterFromWords(high === 0 ? [size] : [size % TWO_TO_32, high]);
  }

  /** A double in [0, 1). */
  random(): number {
    return this.#twister.double();
  }

  /** `bitCount` random bits, at least one. */
  getrandbits(bitCount: number): bigint {
    let bits = 0n;
    for (let taken = 0; taken < bitCount; taken += 32) {
      const wanted = Math.min(32, bitCount - taken);
      bits |= BigInt(this.#twister.word() >>> (32 - wanted)) << BigInt(taken);
    }
    return bits;
  }

  /**
   * A whole number from 0 to `limit` - 1.
   * @throws RangeError when the limit is not a whole number from 1 to 2^32 - 1
   */
  below(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1 || limit >= TWO_TO_32) {
      throw new RangeError(`A draw needs a limit from 1 to 4294967295; got ${limit}.`);
    }
    const spareBits = Math.clz32(limit);
    for (;;) {
      const draw = this.#twister.word() >>> spareBits;
      if (draw < limit) return draw;
    }
  }

  /** A whole number from `least` to `most`, both included. */
  randint(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** One item. @throws RangeError when there is none. */
  choice<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** `count` items, with repeats; `weights` default to equal ones. */
  choices<T>(items: readonly T[], count: number, weights?: readonly number[]): T[] {
    if (weights === undefined) {
      return Array.from({ length: count }, () => items[Math.floor(this.random() * items.length)] as T);
    }
    let total = 0;
    const cumulative = weights.map((weight) => (total += weight));
    return Array.from({ length: count }, () => {
      const point = this.random() * total;
      const found = cumulative.findIndex((sum) => point < sum);
      return items[found === -1 ? items.length - 1 : found] as T;
    });
  }

  /** A new list in random order. */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const moved = shuffled[i] as T;
      shuffled[i] = shuffled[j] as T;
      shuffled[j] = moved;
    }
    return shuffled;
  }

  /**
   * `count` different items, in the order drawn.
   * @throws RangeError when there are fewer
   */
  sample<T>(items: readonly T[], count: number): T[] {
    if (count > items.length) throw new RangeError(`Cannot draw ${count} of ${items.length} items.`);
    return items.length <= poolLimit(count)
      ? this.#sampleFromPool(items, count)
      : this.#sampleByTrying(items, count);
  }

  #sampleFromPool<T>(items: readonly T[], count: number): T[] {
    const pool = [...items];
    return Array.from({ length: count }, (_, taken) => {
      const last = pool.length - taken - 1;
      const j = this.below(last + 1);
      const drawn = pool[j] as T;
      pool[j] = pool[last] as T;
      return drawn;
    });
  }

  #sampleByTrying<T>(items: readonly T[], count: number): T[] {
    const used = new Set<number>();
    while (used.size < count) used.add(this.below(items.length));
    return Array.from(used, (j) => items[j] as T);
  }
}

/** Up to this many items Python copies the list to draw from it; above, it draws positions until they are new. */
function poolLimit(count: number): number {
  if (count <= 5) return 21;
  let power = 1;
  while (power < 3 * count) power *= 4;
  return 21 + power;
}
