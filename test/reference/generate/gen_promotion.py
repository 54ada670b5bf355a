"""promotion.json: numbers that the promotion gate's statistics are held against, by SciPy and statsmodels.

Needs: python3 -m venv V && V/bin/pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0; then V/bin/python
gen_promotion.py (some seconds). Resample positions are recorded, so that intervals can be compared draw by draw.
"""
import itertools, json, os, warnings
import numpy as np, scipy, statsmodels
from scipy import stats
from scipy.special import ndtr, ndtri
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.power import normal_power, normal_sample_size_one_tail

OUT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "promotion.json")


def mcnemar_cases():
    pairs = [(0, 0), (1, 0), (0, 1), (5, 0), (8, 2), (10, 10), (13, 4), (25, 10), (40, 21), (60, 60), (110, 60), (300, 211),
             (700, 500), (1500, 1320), (4, 19)]
    rows = []
    for better, worse in pairs:
        n = better + worse
        one_sided = stats.binomtest(better, n, 0.5, alternative="greater").pvalue if n else 1.0
        two_sided = mcnemar([[0, better], [worse, 0]], exact=True).pvalue if n else 1.0
        rows.append(dict(better=better, worse=worse, one_sided=one_sided, two_sided=min(1.0, float(two_sided))))
    return rows


def binomial_cases():
    grid = [(0, 1, 0.5), (1, 1, 0.3), (3, 10, 0.2), (9, 10, 0.2), (10, 10, 0.9), (17, 20, 0.5), (60, 100, 0.5), (40, 100, 0.5),
            (130, 1000, 0.1), (70, 1000, 0.1), (620, 1000, 0.5), (5300, 10000, 0.5), (999, 1000, 0.999), (2, 5000, 0.0001)]
    return [dict(k=k, n=n, p=p, pmf=stats.binom.pmf(k, n, p), upper=stats.binom.sf(k - 1, n, p)) for k, n, p in grid]


def normal_cases():
    zs = [-37, -30, -20, -12, -8, -6, -5, -4, -3.5, -3.01, -3, -2.5, -1.96, -1, -0.5, -1e-9, 0, 0.3, 1, 1.645, 2, 3, 3.1, 4, 6, 9]
    ps = [1e-300, 1e-100, 1e-30, 1e-17, 1e-12, 1e-9, 1e-6, 1.27e-4, 0.001, 0.01, 0.05, 0.0749, 0.0751, 0.2, 0.4, 0.5, 0.6, 0.8,
          0.925, 0.95, 0.99, 0.999, 1 - 1e-9]
    return dict(cdf=[dict(z=z, p=float(ndtr(z))) for z in zs], quantile=[dict(p=p, z=float(ndtri(p))) for p in ps])


def bca_cases():
    """Differences that are multiples of 1/64, so that sums are exact and ties are ties on both sides."""
    rng = np.random.default_rng(20261125)
    lists = {
        "binary": rng.choice([-1, 0, 0, 0, 1, 1], 14),
        "graded": rng.integers(-24, 40, 12) / 64,
        "skewed": np.concatenate([rng.integers(0, 6, 14) / 64, [1.0, -0.5]]),
        "all for the challenger": rng.integers(1, 64, 10) / 64,
        "larger": np.round(rng.normal(0.1, 0.4, 40) * 64) / 64,
    }
    rows = []
    for name, values in lists.items():
        values, resamples = np.asarray(values, float), 300
        seed = len(rows) + 1
        positions = np.random.default_rng(seed).integers(0, len(values), (resamples, len(values)))
        for confidence in (0.95, 0.99):
            result = stats.bootstrap((values,), np.mean, n_resamples=resamples, method="BCa", alternative="two-sided",
                                     confidence_level=1 - 2 * (1 - confidence), rng=np.random.default_rng(seed))
            assert np.array_equal(values[positions].mean(axis=1), result.bootstrap_distribution), name
            rows.append(dict(name=name, confidence=confidence, values=values.tolist(), seed=seed,
                             lower=float(result.confidence_interval.low)))
        rows[-2]["positions"] = positions.tolist()
    return rows


def sign_flip_cases():
    rng = np.random.default_rng(7)
    lists = [[1.0], [0.5, -0.25], [0, 0, 0.75], [1, 1, 1, -1, 0], (rng.integers(-20, 44, 9) / 64).tolist(),
             (rng.integers(-30, 34, 12) / 64).tolist(), (rng.integers(10, 64, 13) / 64).tolist()]
    rows = []
    for values in lists:
        values = np.asarray(values, float)
        if len(values) > 1:
            scipys = stats.permutation_test((values, np.zeros_like(values)), lambda x, y, axis: np.sum(x - y, axis=axis),
                                            permutation_type="samples", vectorized=True, n_resamples=np.inf, alternative="greater").pvalue
        signs = np.array(list(itertools.product([1, -1], repeat=len(values))))
        counted = float(((signs * values).sum(axis=1) >= values.sum()).mean())
        assert len(values) == 1 or abs(counted - scipys) < 1e-12, (counted, scipys)
        rows.append(dict(values=values.tolist(), p=counted))
    return rows


def exact_power(n, alpha, gain, psi):
    """Of the exact test: over all counts of differing rows, the chance to reach the critical count."""
    k = np.arange(n + 1)
    critical = stats.binom.isf(alpha, k, 0.5) + 1  # least b with P(B >= b) <= alpha
    on_border = stats.binom.sf(critical - 1, k, 0.5) >= alpha
    critical = np.where(on_border, critical + 1, critical)
    return float((stats.binom.pmf(k, n, psi) * stats.binom.sf(critical - 1, k, (psi + gain) / (2 * psi))).sum())


def power_cases():
    rows = []
    for n, alpha, gain, psi in [(100, 0.01, 0.05, 0.2), (490, 0.05, 0.05, 0.2), (500, 0.01, 0.05, 0.1), (1000, 1.27e-4, 0.05, 0.2),
                                (2000, 1.27e-4, 0.05, 0.2), (60, 0.01, 0.3, 0.3), (200, 0.001, 0.1, 0.4)]:
        size = normal_sample_size_one_tail(gain, 0.8, alpha, std_null=psi**0.5, std_alternative=(psi - gain**2) ** 0.5)
        rows.append(dict(rows=n, alpha=alpha, gain=gain, discordance=psi, exact=exact_power(n, alpha, gain, psi),
                         approximate_rows_for_80=float(size)))
    graded = []
    for n, alpha, gain, sd in [(50, 0.05, 0.1, 0.3), (200, 0.01, 0.05, 0.25), (800, 1.27e-4, 0.04, 0.3), (10, 0.01, 0.02, 0.5)]:
        graded.append(dict(rows=n, alpha=alpha, gain=gain, deviation=sd,
                           power=float(normal_power(gain / sd, n, alpha, alternative="larger"))))
    return dict(binary=rows, graded=graded)


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    table = dict(
        source=f"SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}, NumPy {np.__version__}; generate/gen_promotion.py",
        mcnemar=mcnemar_cases(), binomial=binomial_cases(), normal=normal_cases(), bca=bca_cases(), sign_flip=sign_flip_cases(),
        power=power_cases())
with open(OUT, "w") as out:
    out.write("{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in table.items()) + "\n}\n")
