import type { FieldValues, PromptDemo } from './read-prompt.ts';
import { stemsOf } from './stems.ts';

/** The distinct stems of all values; a short value also stands for itself, as `field=value`. */
export function stemsOfValues(values: FieldValues): ReadonlySet<string> {
  const stems = new Set<string>();
  for (const [name, value] of values) {
    for (const stem of stemsOf(value)) stems.add(stem);
    if (value.length < 24 && !value.includes(' ')) stems.add(`${name}=${value.toLowerCase()}`);
  }
  return stems;
}

const demoStems = new WeakMap<FieldValues, ReadonlySet<string>>();

function stemsOfDemo({ inputs }: PromptDemo): ReadonlySet<string> {
  const kept = demoStems.get(inputs);
  if (kept !== undefined) return kept;
  const stems = stemsOfValues(inputs);
  demoStems.set(inputs, stems);
  return stems;
}

type Weigh = (stem: string) => number;

/** How rare each stem is among the texts of the prompt: the rarer, the more a match says. */
function rarity(texts: readonly ReadonlySet<string>[]): Weigh {
  const counts = new Map<string, number>();
  for (const text of texts) for (const stem of text) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return (stem) => Math.log(1 + texts.length / (counts.get(stem) ?? 1));
}

/** Cosine of each demo's inputs with the current ones, 0 to 1, words weighted by rarity. In the order of the demos. */
export function similarities(demos: readonly PromptDemo[], current: ReadonlySet<string>): number[] {
  const texts = demos.map(stemsOfDemo);
  const rare = rarity([current, ...texts]);
  const square = (stem: string): number => rare(stem) ** 2;
  let ownSquares = 0;
  for (const stem of current) ownSquares += square(stem);
  return texts.map((stems) => {
    let [shared, theirSquares] = [0, 0];
    for (const stem of stems) {
      const weight = square(stem);
      theirSquares += weight;
      if (current.has(stem)) shared += weight;
    }
    return shared === 0 ? 0 : shared / Math.sqrt(ownSquares * theirSquares);
  });
}
