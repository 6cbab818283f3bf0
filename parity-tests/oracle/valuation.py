"""The triple loop: every policy, under every scenario, in every year."""

from cash_flow import cash_flows
from distribution import distribution, worst_scenarios
from totals import Factors, Totals


class PolicyTotals:
    """A policy as it is valued alone, and its part of the totals: the same but for carried flows."""

    def __init__(self, alone, part):
        self.alone = alone
        self.part = part


class Valuation:
    """Totals of the portfolio, of its groups by key, and of each policy."""

    def __init__(self, model):
        self.model = model
        self.factors = [Factors(rates, model.projection) for rates in model.scenarios]
        self.portfolio = self.new_totals()
        self.groups = {}
        self.policies = [self.value_policy(policy) for policy in model.policies]

    def new_totals(self):
        return Totals(len(self.model.scenarios), self.model.horizon)

    def value_policy(self, policy):
        """The policy's own totals; its flows are added to those of portfolio and group as well."""
        key = tuple(policy.row[column] for column in self.model.group_by)
        own = PolicyTotals(self.new_totals(), self.new_totals())
        sums = (own.part, self.portfolio, self.groups.setdefault(key, self.new_totals()))
        for scenario, rates in enumerate(self.model.scenarios):
            for flow in cash_flows(policy, self.model, rates):
                for totals in sums if flow.is_carried else (own.alone, *sums):
                    totals.add(scenario, flow, self.factors[scenario][flow.t])
        return own

    def as_result(self):
        worst = worst_scenarios(self.portfolio.npv)
        return {
            **self.portfolio.as_result(),
            "base": base_npv(self.model),
            "policies": [
                {
                    "id": policy.id,
                    "absolute": max(own.alone.absolute),
                    **distribution(own.alone.npv, worst),
                }
                for policy, own in zip(self.model.policies, self.policies)
            ],
            "groups": [{"key": key, **sums.as_result()} for key, sums in self.groups.items() if key],
        }


def base_npv(model):
    if model.base is None:
        return None
    factors = Factors(model.base, model.projection)
    total = Totals(1, model.horizon)
    for policy in model.policies:
        for flow in cash_flows(policy, model, model.base):
            total.add(0, flow, factors[flow.t])
    return {"npv": total.npv[0], "absolute": total.absolute[0]}
