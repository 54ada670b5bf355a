/**
 * Binomial chances without cancellation, to about 1e-12 relative.
 *
 * @see Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000
 */

const EXACT_UP_TO = 15;

/** What Stirling's formula leaves out of ln(n!): exact sums where n is small, the series beyond. */
function stirlingRest(n: number): number {
  if (n > EXACT_UP_TO) {
    const square = n * n;
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
  }
  let logFactorial = 0;
  for (let factor = 2; factor <= n; factor++) logFactorial += Math.log(factor);
  return logFactorial - ((n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI));
}

/** x ln(x/expected) + expected - x, also where x is near what is expected. */
function deviance(x: number, expected: number): number {
  if (Math.abs(x - expected) >= 0.1 * (x + expected)) return x * Math.log(x / expected) + expected - x;
  const share = (x - expected) / (x + expected);
  let sum = (x - expected) * share;
  let power = 2 * x * share;
  for (let odd = 3; ; odd += 2) {
    power *= share * share;
    const next = sum + power / odd;
    if (next === sum) return sum;
    sum = next;
  }
}

/** The chance of exactly `k` of `n`, each with chance `p`. Pure. */
export function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p === 0 || p === 1) return k === n * p ? 1 : 0;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return Math.exp(n * Math.log(p));
  const rests = stirlingRest(n) - stirlingRest(k) - stirlingRest(n - k);
  const deviances = deviance(k, n * p) + deviance(n - k, n * (1 - p));
  return Math.exp(rests - deviances) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}

/** The chance of `k` or more of `n`, each with chance `p`. Pure. */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  // From the smaller side, so that a small tail keeps its digits.
  return k > n * p ? tailUpFrom(k, n, p) : 1 - tailUpFrom(n - k + 1, n, 1 - p);
}

function tailUpFrom(k: number, n: number, p: number): number {
  const odds = p / (1 - p);
  let term = binomialPmf(k, n, p);
  let sum = term;
  for (let i = k; i < n; i++) {
    term *= ((n - i) / (i + 1)) * odds;
    const next = sum + term;
    if (next === sum) break;
    sum = next;
  }
  return Math.min(1, sum);
}
