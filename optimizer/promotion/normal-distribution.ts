/** The standard normal distribution, to about 1e-13 relative. Pure arithmetic: the same in the workflow sandbox and outside. */

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
/** Beyond it the power series loses digits, and the continued fraction is short. */
const TAIL_FROM = 3;
const FRACTION_TERMS = 120;
/** Smaller probabilities than this are not doubles any more. */
const LEAST_Z = -38.5;

/** The chance of a value of at most `z`. Pure. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z < LEAST_Z) return 0;
  if (z < -TAIL_FROM) return lowerTail(-z);
  if (z > TAIL_FROM) return 1 - (z > -LEAST_Z ? 0 : lowerTail(z));
  return 0.5 + density(z) * oddSeries(z);
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / ROOT_TWO_PI;
}

/** z + z^3/3 + z^5/(3*5) + …  @see Marsaglia, "Evaluating the Normal Distribution", JSS 11(4), 2004 */
function oddSeries(z: number): number {
  let term = z;
  let sum = 0;
  for (let odd = 1; sum + term !== sum; odd += 2) {
    sum += term;
    term *= (z * z) / (odd + 2);
  }
  return sum;
}

/** Laplace's continued fraction for the chance of a value beyond `z` > 0, from the inside out. */
function lowerTail(z: number): number {
  let fraction = z;
  for (let term = FRACTION_TERMS; term > 0; term--) fraction = z + term / fraction;
  return density(z) / fraction;
}

const CENTRAL = {
  over: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  under: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
};

const MIDDLE = {
  over: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  under: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
};

const FAR = {
  over: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  under: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
};

/**
 * The value that a share `p` of all lies below; infinite at 0 and 1. Pure.
 * @see Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37(3), 1988
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const fromMiddle = p - 0.5;
  if (Math.abs(fromMiddle) <= 0.425) {
    return fromMiddle * ratioAt(CENTRAL, 0.180625 - fromMiddle * fromMiddle);
  }
  const root = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const size = root <= 5 ? ratioAt(MIDDLE, root - 1.6) : ratioAt(FAR, root - 5);
  return fromMiddle < 0 ? -size : size;
}

function ratioAt({ over, under }: typeof CENTRAL, x: number): number {
  return polynomial(over, x) / polynomial(under, x);
}

/** Coefficients from the highest power down. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
