"""Methods that solve for one or several parameters by trying points, and nothing else.

`at(*values)` tries a point and returns it; it may raise to end a search. Methods compare points by
their `rank` alone, (violation, merit): a point that keeps the constraints is better than any that
breaks one (K. Deb: An efficient constraint handling method for genetic algorithms, 2000), so that
constraints are kept exactly. Each method returns when it has narrowed its search.

    R. P. Brent: Algorithms for Minimization without Derivatives (1973), chapters 4 and 5.
    J. A. Nelder, R. Mead: A simplex method for function minimization (1965), with the coefficients of
    F. Gao, L. Han: Implementing the Nelder-Mead simplex algorithm with adaptive parameters (2012).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: Where a range is this narrow, relative to its numbers, there is hardly one between.
NARROWEST = 1e-14


@dataclass(frozen=True)
class Parameter:
    """What is sought between two bounds; `initial` is where to begin."""

    name: str
    lower: float
    upper: float
    initial: float | None

    @property
    def width(self) -> float:
        return self.upper - self.lower

    def kept(self, value: float) -> float:
        """The value, or the bound next to it."""
        return min(max(value, self.lower), self.upper)

    def start(self, part: float) -> float:
        """The initial value, or the one at `part` of the way between the bounds."""
        return self.kept(self.lower + part * self.width) if self.initial is None else self.initial


@dataclass(frozen=True)
class Point:
    """Values that were tried, and what came of them."""

    values: tuple[float, ...]
    metrics: dict[str, float]
    violation: float
    """How far it breaks the constraints; 0: it keeps them."""
    merit: float
    """The less the better."""
    gap: float
    """The objective less the target."""

    @property
    def x(self) -> float:
        return self.values[0]

    @property
    def rank(self) -> tuple[float, float]:
        return (self.violation, self.merit)


Try = Callable[..., Point]


def find_bracket(at: Try, parameter: Parameter) -> tuple[Point, Point] | None:
    """Two neighbours among the points tried between which the gap changes its sign: the bounds, the
    initial value, then ever finer parts of the range."""
    starts = [] if parameter.initial is None else [parameter.initial]
    inner = (parameter.lower + part * parameter.width for part in (0.5, 0.25, 0.75, 0.125, 0.375))
    points: list[Point] = []
    for count, value in enumerate([*starts, parameter.lower, parameter.upper, *inner]):
        points = sorted([*points, at(value)], key=lambda point: point.x)
        if count < len(starts) + 1:
            continue
        for left, right in zip(points, points[1:]):
            if (left.gap < 0) != (right.gap < 0):
                return left, right
    return None


def bisect(at: Try, left: Point, right: Point) -> None:
    """Halves the range in which the gap changes its sign."""
    while right.x - left.x > NARROWEST * (abs(left.x) + abs(right.x)):
        middle = at(left.x + (right.x - left.x) / 2)
        if (middle.gap < 0) == (left.gap < 0):
            left = middle
        else:
            right = middle


def brent_root(at: Try, left: Point, right: Point) -> None:
    """Brent's zeroin: inverse quadratic interpolation where it is safe, otherwise bisection."""
    a, b = left, right
    c, step, before = a, b.x - a.x, b.x - a.x
    while b.gap != 0:
        if (b.gap < 0) == (c.gap < 0):
            c, step, before = a, b.x - a.x, b.x - a.x
        if abs(c.gap) < abs(b.gap):
            a, b, c = b, c, b
        least, half = NARROWEST * abs(b.x) + 1e-300, (c.x - b.x) / 2
        if abs(half) <= least:
            return
        proposed = interpolated_step(a, b, c, half)
        if abs(before) >= least and proposed is not None and abs(proposed) < abs(before) / 2:
            before, step = step, proposed
        else:
            before = step = half
        a = b
        b = at(b.x + (step if abs(step) > least else least if half > 0 else -least))


def interpolated_step(a: Point, b: Point, c: Point, half: float) -> float | None:
    """From b towards the root; None where it would leave the three quarters next to b."""
    if abs(a.gap) <= abs(b.gap):
        return None
    s = b.gap / a.gap
    if a is c:
        p, q = 2 * half * s, 1 - s
    else:
        q, r = a.gap / c.gap, b.gap / c.gap
        p = s * (2 * half * q * (q - r) - (b.x - a.x) * (r - 1))
        q = (q - 1) * (r - 1) * (s - 1)
    p, q = (p, -q) if p > 0 else (-p, q)
    return p / q if 2 * p < 3 * half * q and q != 0 else None


#: The part of a range at which golden section search sets its next point.
GOLDEN = 0.3819660112501051


def brent_minimum(at: Try, parameter: Parameter, tolerance: float) -> None:
    """Brent's localmin: golden sections, and parabolas where three points keep the constraints.
    `tolerance` is a part of the parameter's range."""
    a, b = parameter.lower, parameter.upper
    best = second = third = at(parameter.start(GOLDEN))
    step = before = 0.0
    while True:
        least = tolerance * parameter.width / 2 + NARROWEST * abs(best.x)
        middle = a + (b - a) / 2
        if abs(best.x - middle) <= 2 * least - (b - a) / 2:
            break
        proposed = parabolic_step(best, second, third) if abs(before) > least else None
        is_good = proposed is not None and abs(proposed) < abs(before) / 2
        if proposed is not None and is_good and a < best.x + proposed < b:
            before, step = step, proposed
            if best.x + step - a < 2 * least or b - best.x - step < 2 * least:
                step = least if best.x < middle else -least
        else:
            before = (b if best.x < middle else a) - best.x
            step = GOLDEN * before
        tried = at(best.x + (step if abs(step) >= least else least if step > 0 else -least))
        if tried.rank <= best.rank:
            a, b = (best.x, b) if tried.x >= best.x else (a, best.x)
            best, second, third = tried, best, second
        else:
            a, b = (tried.x, b) if tried.x < best.x else (a, tried.x)
            if tried.rank <= second.rank or second is best:
                second, third = tried, second
            elif tried.rank <= third.rank or third in (best, second):
                third = tried
    # Only points between the bounds were tried: the solution may be a bound itself.
    for bound in (parameter.lower, parameter.upper):
        if abs(best.x - bound) <= 4 * least:
            at(bound)


def parabolic_step(best: Point, second: Point, third: Point) -> float | None:
    """To the least value of the parabola through the three; None where there is none."""
    if best.violation > 0 or second.violation > 0 or third.violation > 0:
        return None
    r = (best.x - second.x) * (best.merit - third.merit)
    q = (best.x - third.x) * (best.merit - second.merit)
    p = (best.x - third.x) * q - (best.x - second.x) * r
    q = 2 * (q - r)
    return -p / q if q != 0 else None


def nelder_mead(at: Try, parameters: Sequence[Parameter], tolerance: float) -> None:
    """In coordinates in which every bound is 0 or 1; `tolerance` is in these. A simplex that has
    become narrow is made anew around its best corner, wide, until that finds nothing better: at a
    bound it may have gone flat."""

    def corner(unit: Sequence[float]) -> Corner:
        inside = [min(max(u, 0.0), 1.0) for u in unit]
        values = (one.lower + u * one.width for one, u in zip(parameters, inside))
        return Corner(at(*values).rank, inside)

    start = [(one.start(0.5) - one.lower) / one.width for one in parameters]
    best = shrink_simplex(corner, start, 0.25, tolerance)
    while True:
        again = shrink_simplex(corner, best, 0.1, tolerance)
        if max(abs(x - y) for x, y in zip(best, again)) <= 10 * tolerance:
            return
        best = again


@dataclass(frozen=True)
class Corner:
    rank: tuple[float, float]
    at: list[float]


def rank_of(corner: Corner) -> tuple[float, float]:
    return corner.rank


def first_simplex(
    corner: Callable[[Sequence[float]], Corner], start: list[float], size: float
) -> list[Corner]:
    """The start, and a step into each direction, away from the nearer bound."""
    corners = [corner(start)]
    for i, u in enumerate(start):
        moved = u + size if u + size <= 1 else u - size
        corners.append(corner([*start[:i], moved, *start[i + 1 :]]))
    return corners


def between(centre: Sequence[float], other: Sequence[float], part: float) -> list[float]:
    """On the line from the centre to the other: 0 is the centre, -1 the reflection of the other."""
    return [c + part * (o - c) for c, o in zip(centre, other)]


def shrink_simplex(
    corner: Callable[[Sequence[float]], Corner], start: list[float], size: float, tolerance: float
) -> list[float]:
    """Moves a simplex that begins at `start` until it is narrow, and returns its best corner."""
    n = max(len(start), 2)
    expansion, contraction, shrinkage = 1 + 2 / n, 0.75 - 1 / (2 * n), 1 - 1 / n
    corners = sorted(first_simplex(corner, start, size), key=rank_of)
    while True:
        best, worst = corners[0], corners[-1]
        if max(abs(u - b) for one in corners for u, b in zip(one.at, best.at)) <= tolerance:
            return best.at
        centre = [sum(one.at[i] for one in corners[:-1]) / len(start) for i in range(len(start))]
        reflected = corner(between(centre, worst.at, -1))
        if reflected.rank < best.rank:
            expanded = corner(between(centre, worst.at, -expansion))
            corners[-1] = min(expanded, reflected, key=rank_of)
        elif reflected.rank < corners[-2].rank:
            corners[-1] = reflected
        else:
            nearer = min(reflected, worst, key=rank_of)
            contracted = corner(between(centre, nearer.at, contraction))
            if contracted.rank < nearer.rank:
                corners[-1] = contracted
            else:
                moved = [corner(between(best.at, one.at, shrinkage)) for one in corners[1:]]
                corners = [best, *moved]
        corners.sort(key=rank_of)
