/** FNV-1a over UTF-16 units, 32 bits. Pure. */
export function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A share in [0, 1) that belongs to this number; neighbouring numbers give unrelated shares. Pure. */
export function shareOf(number: number): number {
  let mixed = (number + 0x6d2b79f5) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
}

/** A stream of shares in [0, 1): the same seed gives the same stream. */
export type Chance = () => number;

export function chanceFrom(seed: number): Chance {
  let position = seed >>> 0;
  return () => {
    position = (position + 0x9e3779b9) >>> 0;
    return shareOf(position);
  };
}

export function pick<T>(chance: Chance, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(chance() * choices.length)] ?? choices[0];
}
