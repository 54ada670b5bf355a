const TWO_TO_21 = 2_097_152;
const TWO_TO_32 = 4_294_967_296;
const TWO_TO_53 = 9_007_199_254_740_992;

/** Draws for one purpose and index. Stateful; make it anew instead of keeping it. */
export interface Rng {
  /** A double in [0, 1), with 53 random bits. */
  unit(): number;
  /** A whole number from 0 to `limit` - 1; `limit` from 1 to 2^32. */
  below(limit: number): number;
  /** A new list in random order. */
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * Our own chance, counter-based: a draw is a function of seed, purpose and index, so there is no generator to carry
 * along, and a new purpose shifts no other. Integer mixing only: the same on every engine.
 *
 * @see Robert Jenkins, "A small noncryptographic PRNG" (the generator); Austin Appleby, MurmurHash3 (the mixing)
 */
export function rng(seed: number, purpose: string, index: number): Rng {
  const word = smallGenerator([
    seed >>> 0,
    Math.floor(seed / TWO_TO_32) >>> 0,
    textHash(purpose),
    index >>> 0,
  ]);
  const below = (limit: number): number => {
    if (!Number.isInteger(limit) || limit < 1 || limit > TWO_TO_32) {
      throw new RangeError(`A draw needs a limit from 1 to 4294967296; got ${limit}.`);
    }
    const fair = TWO_TO_32 - (TWO_TO_32 % limit);
    for (;;) {
      const draw = word();
      if (draw < fair) return draw % limit;
    }
  };
  return {
    unit: () => (word() * TWO_TO_21 + (word() >>> 11)) / TWO_TO_53,
    below,
    shuffle: (items) => shuffled(items, below),
  };
}

function shuffled<T>(items: readonly T[], below: (limit: number) => number): T[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i--) {
    const j = below(i + 1);
    const moved = list[i] as T;
    list[i] = list[j] as T;
    list[j] = moved;
  }
  return list;
}

/** Four words in, an endless stream of words out. Twenty rounds pass before the first, so that every bit counts. */
function smallGenerator(key: readonly [number, number, number, number]): () => number {
  let a = 0xf1ea5eed;
  let [b, c, d] = [0, 0, 0];
  const next = (): number => {
    const e = (a - rotateLeft(b, 27)) | 0;
    a = b ^ rotateLeft(c, 17);
    b = (c + d) | 0;
    c = (d + e) | 0;
    d = (e + a) | 0;
    return d >>> 0;
  };
  let chained = 0;
  for (const part of key) {
    chained = finalMix(chained ^ part);
    b ^= chained;
    c = (c + finalMix(chained + 1)) | 0;
    d ^= finalMix(chained + 2);
  }
  for (let round = 0; round < 20; round++) next();
  return next;
}

function textHash(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = finalMix(hash ^ text.charCodeAt(i));
  return hash >>> 0;
}

function finalMix(word: number): number {
  let h = (word + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
