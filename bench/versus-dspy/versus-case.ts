import type { RunOrder } from './run-order.ts';

export type VersusCase = Pick<RunOrder, 'auto' | 'predictors'>;

const ALL: readonly VersusCase[] = (['light', 'medium'] as const).flatMap((auto) =>
  ([1, 2] as const).map((predictors) => ({ auto, predictors })),
);

export function versusName({ auto, predictors }: VersusCase): string {
  return `${auto}-${predictors}`;
}

/** The cases named, or all four. @throws Error for a name that is none, such as `heavy-3` */
export function versusCases(names: readonly string[]): readonly VersusCase[] {
  if (names.length === 0) return ALL;
  return names.map((name) => {
    const found = ALL.find((one) => versusName(one) === name);
    if (found === undefined)
      throw new Error(`Expected one of the cases ${ALL.map(versusName).join(', ')}; got ${name}.`);
    return found;
  });
}
