import { expect, test } from 'vitest';
import { bcaLowerBound, resampledMeans } from '../../../optimizer/promotion/bca-bound.ts';
import { binomialPmf, binomialUpperTail } from '../../../optimizer/promotion/binomial.ts';
import { gainPower } from '../../../optimizer/promotion/gain-power.ts';
import { mcnemarPower } from '../../../optimizer/promotion/mcnemar-power.ts';
import { exactMcNemar } from '../../../optimizer/promotion/mcnemar.ts';
import { normalCdf, normalQuantile } from '../../../optimizer/promotion/normal-distribution.ts';
import { signFlipTest } from '../../../optimizer/promotion/sign-flip.ts';
import { readReference } from '../../reference/fixtures.ts';

interface BcaRow {
  readonly name: string;
  readonly confidence: number;
  readonly values: readonly number[];
  readonly seed: number;
  readonly lower: number;
  readonly positions?: readonly (readonly number[])[];
}

const table = readReference<{
  mcnemar: { better: number; worse: number; one_sided: number; two_sided: number }[];
  binomial: { k: number; n: number; p: number; pmf: number; upper: number }[];
  normal: { cdf: { z: number; p: number }[]; quantile: { p: number; z: number }[] };
  bca: BcaRow[];
  sign_flip: { values: number[]; p: number }[];
  power: {
    binary: { rows: number; alpha: number; gain: number; discordance: number; exact: number }[];
    graded: { rows: number; alpha: number; gain: number; deviation: number; power: number }[];
  };
}>('promotion.json');

/** Relative; both sides round, SciPy's tails of large binomials by about 1e-12. */
function expectClose(got: number, wanted: number, tolerance: number): void {
  expect(Math.abs(got - wanted)).toBeLessThanOrEqual(tolerance * Math.abs(wanted));
}

test('the table has 15 tests, 14 binomial chances, 49 normal values, 10 intervals, 7 permutations and 11 powers', () => {
  const { mcnemar, binomial, normal, bca, sign_flip: flips, power } = table;
  const counts = [mcnemar, binomial, [...normal.cdf, ...normal.quantile], bca, flips];
  expect([...counts, [...power.binary, ...power.graded]].map(({ length }) => length)).toEqual([
    15, 14, 49, 10, 7, 11,
  ]);
});

test.each(table.mcnemar)(
  '$better against $worse rows have SciPy’s one-sided exact p-value, to 1e-11',
  ({ better, worse, one_sided: oneSided }) => {
    expectClose(exactMcNemar({ better, worse }), oneSided, 1e-11);
  },
);

test.each(table.mcnemar)(
  'twice the smaller side of $better against $worse is the two-sided p-value of statsmodels, to 1e-11',
  ({ better, worse, two_sided: twoSided }) => {
    const smaller = Math.min(exactMcNemar({ better, worse }), exactMcNemar({ better: worse, worse: better }));
    expectClose(Math.min(1, 2 * smaller), twoSided, 1e-11);
  },
);

test.each(table.binomial)(
  '$k or more of $n at $p has SciPy’s chance, to 1e-11',
  ({ k, n, p, pmf, upper }) => {
    expectClose(binomialPmf(k, n, p), pmf, 1e-11);
    expectClose(binomialUpperTail(k, n, p), upper, 1e-11);
  },
);

test.each(table.normal.cdf)('the normal chance below $z is SciPy’s, to 2e-13', ({ z, p }) => {
  expectClose(normalCdf(z), p, 2e-13);
});

test.each(table.normal.quantile)('the normal quantile of $p is SciPy’s, to 1e-14', ({ p, z }) => {
  expectClose(normalQuantile(p), z, 1e-14);
});

test.each(table.bca)(
  'the BCa bound of $name at $confidence is SciPy’s from the same draws, to 1e-12',
  ({ name, values, confidence, lower }) => {
    const positions = table.bca.find((row) => row.name === name && row.positions)?.positions ?? [];
    const means = resampledMeans(values, positions.length, (resample) => positions[resample] ?? []);
    expectClose(bcaLowerBound(values, { confidence, means }), lower, 1e-12);
  },
);

test.each(table.sign_flip)('the sign flips of $values give the counted p-value exactly', ({ values, p }) => {
  expect(signFlipTest(values, { seed: 0, alpha: 0.01 })).toEqual({ pValue: p, exact: true });
});

test.each(table.power.binary)(
  '$rows rows find a gain of $gain at alpha $alpha with SciPy’s chance, to 1e-9',
  ({ rows, exact, ...question }) => {
    expectClose(mcnemarPower(rows, question), exact, 1e-9);
  },
);

test.each(table.power.graded)(
  '$rows rows find a graded gain of $gain with the chance of statsmodels, to 1e-12',
  ({ rows, power, ...question }) => {
    expectClose(gainPower(rows, question), power, 1e-12);
  },
);
