/** One measured run: a size of search on a program, against a model with a fixed latency. */
export interface BenchCase {
  readonly auto: 'light' | 'medium' | 'heavy';
  readonly predictors: 1 | 2;
  readonly latencyMs: number;
}

/** Program calls in flight, in all cases. */
export const THREADS = 16;

const FULL: readonly BenchCase[] = [30, 100].flatMap((latencyMs) =>
  (['light', 'medium'] as const).flatMap((auto) =>
    ([1, 2] as const).map((predictors) => ({ auto, predictors, latencyMs })),
  ),
);

const QUICK: readonly BenchCase[] = FULL.filter(
  ({ auto, latencyMs }) => auto === 'light' && latencyMs === 30,
);

/** Shows what the process itself can do: the model answers at once. */
const AT_ONCE: BenchCase = { auto: 'medium', predictors: 2, latencyMs: 0 };

export function nameOf({ auto, predictors, latencyMs }: BenchCase): string {
  return `${auto}-${predictors}-${latencyMs}`;
}

/** @throws Error for a name that is none, such as `light-3-30` */
export function caseNamed(name: string): BenchCase {
  const match = /^(light|medium|heavy)-([12])-(\d{1,5})$/.exec(name);
  if (match === null) {
    throw new Error(`Expected a case like medium-2-100 (size, predictors, milliseconds); got ${name}.`);
  }
  const [, auto, predictors, latencyMs] = match;
  return {
    auto: auto as BenchCase['auto'],
    predictors: Number(predictors) as BenchCase['predictors'],
    latencyMs: Number(latencyMs),
  };
}

/** The cases to run: those named, else the quick or the whole list. */
export function chosenCases(names: readonly string[], quick: boolean): readonly BenchCase[] {
  if (names.length > 0) return names.map(caseNamed);
  return [...(quick ? QUICK : FULL), quick ? { ...AT_ONCE, auto: 'light' } : AT_ONCE];
}
