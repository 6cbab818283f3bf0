"""Statistics over scenarios. A profit's bad end is the low one."""

import math


def tail_count(count):
    """How many of the scenarios are the worst 5 %."""
    return max(1, (5 * count + 99) // 100)


def worst_scenarios(npvs):
    order = sorted(range(len(npvs)), key=lambda scenario: (npvs[scenario], scenario))
    return order[: tail_count(len(npvs))]


def percentile(ascending, percent):
    low, rest = divmod(percent * (len(ascending) - 1), 100)
    weight = rest / 100
    if weight == 0:
        return ascending[low]
    return ascending[low] * (1 - weight) + ascending[low + 1] * weight


def mean_of(values):
    return math.fsum(values) / len(values)


def distribution(values, worst):
    """Statistics of one policy's NPVs; `worst`: the portfolio's worst scenarios."""
    mean = mean_of(values)
    ascending = sorted(values)
    return {
        "mean": mean,
        "std_dev": math.sqrt(mean_of([(value - mean) ** 2 for value in values])),
        "p5": percentile(ascending, 5),
        "p50": percentile(ascending, 50),
        "p95": percentile(ascending, 95),
        "cte95": mean_of(ascending[: tail_count(len(values))]),
        "tail_mean": mean_of([values[scenario] for scenario in worst]),
    }
