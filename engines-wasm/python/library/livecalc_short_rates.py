"""Models of the short rate, operation by operation those of the C++ engine (docs/scenarios.md).

A path is one rate for each time step, from a starting rate, the levels that the rate returns to and
standard normal numbers, one of each per step. Only + - * / and sqrt work on a path, but for CIR's rare
second branch; constants take exp, once.
"""

from collections.abc import Sequence
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

    def path(
        self, rate: float, levels: Sequence[float], normals: Sequence[float], bounds: Bounds
    ) -> list[float]:
        decay, deviation = self.decay, self.deviation
        if bounds.are_none:
            return [
                rate := level + (rate - level) * decay + deviation * normal
                for level, normal in zip(levels, normals)
            ]
        path = []
        for level, normal in zip(levels, normals):
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

    def path(
        self, rate: float, levels: Sequence[float], normals: Sequence[float], bounds: Bounds
    ) -> list[float]:
        decay, gap, scale, per_rate = self.decay, self.gap, self.scale, self.variance_per_rate
        keep = None if bounds.are_none else bounds.keep
        path = []
        for level, normal in zip(levels, normals):
            mean = level + (rate - level) * decay
            variance = rate * per_rate + level * scale * gap / 2
            square = mean * mean
            # Without variance nothing is drawn; nor where it is so small that 2 / psi is infinite.
            if variance == 0 or square == inf:
                rate = mean
            elif square == 0:
                rate = 0.0
            else:
                psi = variance / square
                if psi <= PSI_THRESHOLD:
                    inverse = 2 / psi if psi > 0 else inf
                    rate = mean if inverse == inf else quadratic_draw(mean, inverse, normal)
                else:
                    rate = exponential_draw(mean, psi, normal)
            if keep is not None:
                rate = keep(rate)
            path.append(rate)
        return path


def quadratic_draw(mean: float, inverse: float, normal: float) -> float:
    """Andersen's equations 23, 27 and 28; `inverse` is 2 / psi."""
    b2 = inverse - 1 + sqrt(inverse) * sqrt(inverse - 1)
    root = sqrt(b2) + normal
    return mean / (1 + b2) * (root * root)


def exponential_draw(mean: float, psi: float, normal: float) -> float:
    """Andersen's equations 25, 29 and 30. The uniform number is the normal's probability, so this
    branch alone meets the C++ engine's rates to rounding and not to the bit."""
    mass_above_zero = 2 / (psi + 1)
    above = 0.5 * erfc(normal * SQRT_HALF)
    if above >= mass_above_zero:
        return 0.0
    return log(mass_above_zero / above) * mean / mass_above_zero
