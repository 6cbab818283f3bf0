"""Options that are a number, or a list by projection year whose last value holds."""


def in_year(value, t):
    """The value for projection year t, counted from 0."""
    if isinstance(value, list):
        return float(value[min(t, len(value) - 1)])
    return float(value)


def adjusted(rate, multiplier, options, t):
    """A rate of the table after multiplier, multiply, add and the caps on what these change."""
    own = rate * multiplier
    changed = own * in_year(options.get("multiply", 1), t) + in_year(options.get("add", 0), t)
    if "maxIncrease" in options:
        changed = min(changed, own + options["maxIncrease"])
    if "maxDecrease" in options:
        changed = max(changed, own - options["maxDecrease"])
    return changed


def bounded(rate, options):
    return min(max(rate, options.get("floor", 0)), options.get("cap", 1))


def price_index(inflation, t):
    """1 in the first projection year; a year's inflation leads to the level of the next."""
    index = 1.0
    for year in range(t):
        index *= 1.0 + in_year(inflation, year)
    return index
