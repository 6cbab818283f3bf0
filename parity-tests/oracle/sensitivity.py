"""The portfolio with single keys of the configuration changed, under the same scenarios."""

import copy

from distribution import mean_of
from model import Model
from valuation import Valuation


def stressed_config(config, assignments):
    """`assignments`: {"projection.mortality.multiply": 1.15}."""
    changed = copy.deepcopy(config)
    for path, value in assignments.items():
        *parents, last = path.split(".")
        place = changed
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    return changed


def value_sensitivity(sensitivity, base, folder, generated):
    """NPVs by scenario; with `worse`, of the stressed policies only where their mean falls."""
    config = stressed_config(base.model.config, sensitivity["set"])
    stressed = Valuation(Model(folder, config, generated))
    is_worse = sensitivity.get("policies", "all") == "worse"
    npv = [0.0] * len(base.portfolio.npv)
    for before, after in zip(base.policies, stressed.policies):
        stays = is_worse and mean_of(after.alone.npv) >= mean_of(before.alone.npv)
        for scenario, value in enumerate((before if stays else after).part.npv):
            npv[scenario] += value
    absolute = [max(pair) for pair in zip(base.portfolio.absolute, stressed.portfolio.absolute)]
    return {"name": sensitivity["name"], "npv": npv, "absolute": absolute}
