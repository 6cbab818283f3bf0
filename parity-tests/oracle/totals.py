"""Sums of flows over policies and scenarios, with the absolute sums that rounding is measured by."""

from cash_flow import KINDS
from interest import Discounting


class Totals:
    """What a set of policies comes to: NPVs by scenario, flows by projection year."""

    def __init__(self, scenarios, horizon):
        self.scenarios = scenarios
        self.npv = [0.0] * scenarios
        self.absolute = [0.0] * scenarios
        self.components = {kind: [0.0] * scenarios for kind in KINDS}
        self.lives = [0.0] * horizon
        self.plain = YearSums(horizon)
        self.discounted = YearSums(horizon)

    def add(self, scenario, flow, factors):
        """`factors`: the discount factor of each kind of flow."""
        self.lives[flow.t] += flow.lives
        self.plain.add(flow, dict.fromkeys(KINDS, 1.0))
        self.discounted.add(flow, factors)
        for kind in KINDS:
            value = flow.amounts[kind] * factors[kind]
            self.components[kind][scenario] += value
            self.npv[scenario] += value if kind == "premium" else -value
            self.absolute[scenario] += flow.absolutes[kind] * factors[kind]

    def as_result(self):
        return {
            "npv": self.npv,
            "absolute": self.absolute,
            "components": self.components,
            "cash_flows": {
                "lives": [lives / self.scenarios for lives in self.lives],
                "plain": self.plain.means(self.scenarios),
                "discounted": self.discounted.means(self.scenarios),
            },
        }


class YearSums:
    def __init__(self, horizon):
        self.sums = {kind: [0.0] * horizon for kind in (*KINDS, "net", "absolute")}

    def add(self, flow, factors):
        for kind in KINDS:
            value = flow.amounts[kind] * factors[kind]
            self.sums[kind][flow.t] += value
            self.sums["net"][flow.t] += value if kind == "premium" else -value
            self.sums["absolute"][flow.t] += flow.absolutes[kind] * factors[kind]

    def means(self, count):
        return {kind: [value / count for value in values] for kind, values in self.sums.items()}


class Factors:
    """The discount factors of each kind of flow, by its timing, under one scenario."""

    def __init__(self, rates, projection):
        discounting = Discounting(rates, projection.get("discount", {}).get("spread", 0))
        timings = {kind: projection.get(f"{kind}Timing", "end") for kind in KINDS}
        self.years = [
            {kind: discounting.factor(timing, t) for kind, timing in timings.items()}
            for t in range(len(rates))
        ]

    def __getitem__(self, t):
        return self.years[t]
