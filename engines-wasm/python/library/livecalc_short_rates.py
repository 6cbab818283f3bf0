"""Models of the short rate, operation by operation those of the C++ engine (docs/scenarios.md).

A path is one rate for each time step, from a starting rate, the levels that the rate returns to and
standard normal numbers, one of each per step. What of a level does not depend on the path is worked out
once, by `steps`. Only + - * / and sqrt work on a path, but for CIR's rare
second branch; constants take exp, once.
"""

from collections.abc import Iterable, Sequence
from math import erfc, exp, expm1, inf, log, sqrt


class Bounds:
    """Sets rates to [low, high], and counts those that it has set."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high
        self.are_none = low == -inf and high == inf
        self.clamped = 0

    def keep(self, rate: float) -> float:
        if rate < self.low:
            self.clamped += 1
            return self.low
        if rate > self.high:
            self.clamped += 1
            return self.high
        return rate


class Vasicek:
    """dr = a (b - r) dt + sigma dW by its exact normal transition, which has no error of the step:

        r(t+dt) = b + (r(t) - b) e^(-a dt) + sigma sqrt((1 - e^(-2 a dt)) / (2 a)) z

    O. Vasicek: An equilibrium characterization of the term structure (1977). `years` is dt.
    """

    def __init__(self, a: float, sigma: float, years: float) -> None:
        self.decay = exp(-a * years)
        self.deviation = sigma * sqrt(-expm1(-2 * a * years) / (2 * a))

    def steps(self, levels: Sequence[float]) -> Sequence[float]:
        """What `path` takes as its steps."""
        return levels

    def path(
        self, rate: float, steps: Sequence[float], normals: Iterable[float], bounds: Bounds
    ) -> list[float]:
        """The rates after the first one, `rate`."""
        decay, deviation = self.decay, self.deviation
        if bounds.are_none:
            return [
                rate := level + (rate - level) * decay + deviation * normal
                for level, normal in zip(steps, normals)
            ]
        path = []
        for level, normal in zip(steps, normals):
            rate = bounds.keep(level + (rate - level) * decay + deviation * normal)
            path.append(rate)
        return path


#: Below it a square of a normal has the two moments, above it an exponential with a mass at zero.
PSI_THRESHOLD = 1.5
SQRT_HALF = 0.7071067811865476


class Cir:
    """dr = a (b - r) dt + sigma sqrt(r) dW by the quadratic-exponential scheme, which has the exact
    transition's mean and variance and never gives a negative rate.

    J. C. Cox, J. E. Ingersoll, S. A. Ross: A theory of the term structure of interest rates (1985).
    L. Andersen: Simple and efficient simulation of the Heston stochastic volatility model (2008).
    """

    def __init__(self, a: float, sigma: float, years: float) -> None:
        self.decay = exp(-a * years)
        self.gap = -expm1(-a * years)
        self.scale = sigma * sigma * self.gap / a
        self.variance_per_rate = self.scale * self.decay

    def steps(self, levels: Sequence[float]) -> list[tuple[float, float]]:
        """What `path` takes as its steps: level, and the variance of a rate of 0."""
        return [(level, level * self.scale * self.gap / 2) for level in levels]

    def path(
        self,
        rate: float,
        steps: Sequence[tuple[float, float]],
        normals: Iterable[float],
        bounds: Bounds,
    ) -> list[float]:
        """The rates after the first one, `rate`."""
        decay, per_rate = self.decay, self.variance_per_rate
        keep = None if bounds.are_none else bounds.keep
        path = []
        for (level, variance_at_zero), normal in zip(steps, normals):
            mean = level + (rate - level) * decay
            variance = rate * per_rate + variance_at_zero
            square = mean * mean
            psi = variance / square if square > 0 else inf
            # Written out here, as a call takes as long as its arithmetic: Andersen's equations 23,
            # 27 and 28, with `inverse` for 2 / psi.
            if 0 < psi <= PSI_THRESHOLD and (inverse := 2 / psi) < inf:
                b2 = inverse - 1 + sqrt(inverse) * sqrt(inverse - 1)
                root = sqrt(b2) + normal
                rate = mean / (1 + b2) * (root * root)
            else:
                rate = rare_draw(mean, variance, psi, normal)
            if keep is not None:
                rate = keep(rate)
            path.append(rate)
        return path


def rare_draw(mean: float, variance: float, psi: float, normal: float) -> float:
    """Without variance, or with one so small that 2 / psi is infinite, nothing is drawn."""
    if variance == 0 or psi <= PSI_THRESHOLD:
        return mean
    return exponential_draw(mean, psi, normal)


def exponential_draw(mean: float, psi: float, normal: float) -> float:
    """Andersen's equations 25, 29 and 30. The uniform number is the normal's probability, so this
    branch alone meets the C++ engine's rates to rounding and not to the bit."""
    mass_above_zero = 2 / (psi + 1)
    above = 0.5 * erfc(normal * SQRT_HALF)
    if above >= mass_above_zero:
        return 0.0
    return log(mass_above_zero / above) * mean / mass_above_zero
