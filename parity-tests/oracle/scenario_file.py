"""Short rates by scenario and year, from files of rates or of discount factors, wide or long."""

from csv_file import numbered_columns, read_rows


def read_scenarios(folder, reference, kind, horizon, holds):
    """One list of short rates per scenario, in the order in which scenarios first appear."""
    rows = read_rows(folder, reference)
    if "year_1" in rows[0]:
        paths = [numbered_columns(row, "year_") for row in rows]
    else:
        kind = kind or kind_of(rows[0])
        paths = list(long_paths(rows, column_of(kind)).values())
    if kind == "discountFactors":
        paths = [short_rates(path) for path in paths]
    return [to_horizon(path, horizon, holds) for path in paths]


def read_curve(folder, reference, horizon, holds):
    rows = sorted(read_rows(folder, reference), key=lambda row: int(row["year"]))
    kind = kind_of(rows[0])
    values = [float(row[column_of(kind)]) for row in rows]
    return to_horizon(short_rates(values) if kind == "discountFactors" else values, horizon, holds)


def kind_of(row):
    return "discountFactors" if "discount_factor" in row else "rates"


def column_of(kind):
    return "discount_factor" if kind == "discountFactors" else "rate"


def long_paths(rows, column):
    by_scenario = {}
    for row in rows:
        by_scenario.setdefault(row["scenario_id"], {})[int(row["year"])] = float(row[column])
    return {
        scenario: [years[year] for year in sorted(years)] for scenario, years in by_scenario.items()
    }


def short_rates(factors):
    return [before / after - 1.0 for before, after in zip([1.0] + factors, factors)]


def to_horizon(path, horizon, holds):
    if len(path) < horizon and not holds:
        raise ValueError(f"scenarios end at year {len(path)}, but the horizon is {horizon}")
    return path + [path[-1]] * (horizon - len(path))
