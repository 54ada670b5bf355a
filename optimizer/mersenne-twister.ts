/**
 * MT19937, the generator behind both Python's `random` and NumPy's `RandomState`. The two differ only in how they
 * fill the state from a seed.
 *
 * @see Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8(1), 1998
 */

const STATE_WORDS = 624;
const SHIFT_WORDS = 397;
const WORDS_PER_DOUBLE = 2;
const TWO_TO_26 = 67_108_864;
const TWO_TO_53 = 9_007_199_254_740_992;

/** A stream of 32-bit words. Stateful: equal seeds and equal calls give equal streams. */
export class MersenneTwister {
  readonly #state: Uint32Array;
  #position = STATE_WORDS;

  constructor(state: Uint32Array) {
    this.#state = state;
  }

  /** The next word, 0 to 2^32 - 1. */
  word(): number {
    if (this.#position === STATE_WORDS) this.#refill();
    let y = wordAt(this.#state, this.#position++);
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** The next double in [0, 1), with 53 random bits. Takes two words. */
  double(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * TWO_TO_26 + low) / TWO_TO_53;
  }

  /** Goes on as if `count` doubles had been drawn. */
  skipDoubles(count: number): void {
    let words = count * WORDS_PER_DOUBLE;
    while (words > STATE_WORDS - this.#position) {
      words -= STATE_WORDS - this.#position;
      this.#refill();
    }
    this.#position += words;
  }

  #refill(): void {
    const state = this.#state;
    for (let i = 0; i < STATE_WORDS; i++) {
      const joined = (wordAt(state, i) & 0x80000000) | (wordAt(state, (i + 1) % STATE_WORDS) & 0x7fffffff);
      const twist = (joined & 1) === 0 ? 0 : 0x9908b0df;
      state[i] = wordAt(state, (i + SHIFT_WORDS) % STATE_WORDS) ^ (joined >>> 1) ^ twist;
    }
    this.#position = 0;
  }
}

/** Seeded by one word (`init_genrand`), as NumPy's `RandomState` does. */
export function twisterFromWord(seed: number): MersenneTwister {
  return new MersenneTwister(stateFromWord(seed));
}

/** Seeded by a list of words (`init_by_array`), as Python's `random` does. */
export function twisterFromWords(key: readonly number[]): MersenneTwister {
  const state = stateFromWord(19_650_218);
  let i = 1;
  const advance = (): void => {
    i += 1;
    if (i < STATE_WORDS) return;
    state[0] = wordAt(state, STATE_WORDS - 1);
    i = 1;
  };
  for (let step = 0; step < Math.max(STATE_WORDS, key.length); step++) {
    const j = step % key.length;
    state[i] = (wordAt(state, i) ^ mixed(state, i, 1_664_525)) + (key[j] ?? 0) + j;
    advance();
  }
  for (let step = 0; step < STATE_WORDS - 1; step++) {
    state[i] = (wordAt(state, i) ^ mixed(state, i, 1_566_083_941)) - i;
    advance();
  }
  state[0] = 0x80000000;
  return new MersenneTwister(state);
}

function stateFromWord(seed: number): Uint32Array {
  const state = new Uint32Array(STATE_WORDS);
  state[0] = seed;
  for (let i = 1; i < STATE_WORDS; i++) state[i] = mixed(state, i, 1_812_433_253) + i;
  return state;
}

function mixed(state: Uint32Array, i: number, factor: number): number {
  const before = wordAt(state, i - 1);
  return Math.imul(before ^ (before >>> 30), factor);
}

function wordAt(state: Uint32Array, i: number): number {
  return state[i] ?? 0;
}
