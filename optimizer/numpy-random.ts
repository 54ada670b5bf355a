import type { MersenneTwister } from './mersenne-twister.ts';
import { twisterFromWord } from './mersenne-twister.ts';

const TWO_TO_32 = 4_294_967_296;

/**
 * NumPy's legacy `RandomState(seed)`: the draws that Optuna's samplers make. Stateful.
 *
 * @see NumPy 2.4, `numpy/random/mtrand.pyx`
 */
export class NumpyRandom {
  readonly #twister: MersenneTwister;

  /** @throws RangeError when the seed is not a whole number from 0 to 2^32 - 1. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed >= TWO_TO_32) {
      throw new RangeError(`A seed must be a whole number from 0 to 4294967295; got ${seed}.`);
    }
    this.#twister = twisterFromWord(seed);
  }

  /** `count` doubles in [0, 1). */
  doubles(count: number): number[] {
    return Array.from({ length: count }, () => this.#twister.double());
  }

  /** Goes on as if `count` doubles had been drawn. */
  skipDoubles(count: number): void {
    this.#twister.skipDoubles(count);
  }

  /** A whole number from 0 to `limit` - 1; `limit` up to 2^32. */
  below(limit: number): number {
    const mask = 0xffffffff >>> Math.clz32(limit - 1);
    for (;;) {
      const draw = limit === 1 ? 0 : (this.#twister.word() & mask) >>> 0;
      if (draw < limit) return draw;
    }
  }

  /** 0 to `count` - 1 in random order. */
  permutation(count: number): number[] {
    const order = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const moved = order[i] as number;
      order[i] = order[j] as number;
      order[j] = moved;
    }
    return order;
  }

  /** `count` positions in `chances`, each as likely as its chance; the chances add up to 1. */
  choice(chances: readonly number[], count: number): number[] {
    const cumulative = cumulate(chances);
    const total = cumulative.at(-1) ?? 1;
    const shares = cumulative.map((sum) => sum / total);
    return this.doubles(count).map((point) => shares.filter((share) => share <= point).length);
  }
}

/** Running sums, from left to right. */
export function cumulate(values: readonly number[]): number[] {
  let total = 0;
  return values.map((value) => (total += value));
}
