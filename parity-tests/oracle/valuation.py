"""The triple loop: every policy, under every scenario, in every year."""

from cash_flow import cash_flows
from distribution import distribution, worst_scenarios
from totals import Factors, Totals


def value_model(model):
    factors = [Factors(rates, model.projection) for rates in model.scenarios]
    portfolio = new_totals(model)
    groups = {}
    policies = []
    for policy in model.policies:
        key = tuple(policy.row[column] for column in model.group_by)
        sums = [portfolio, groups.setdefault(key, new_totals(model))]
        policies.append(value_policy(policy, model, factors, sums))
    worst = worst_scenarios(portfolio.npv)
    return {
        **portfolio.as_result(),
        "base": base_npv(model),
        "policies": [
            {"id": policy.id, "absolute": max(own.absolute), **distribution(own.npv, worst)}
            for policy, own in zip(model.policies, policies)
        ],
        "groups": [{"key": key, **sums.as_result()} for key, sums in groups.items()],
    }


def new_totals(model):
    return Totals(len(model.scenarios), model.horizon)


def value_policy(policy, model, factors, sums):
    """The policy's own totals; its flows are added to `sums` as well."""
    own = new_totals(model)
    for scenario, rates in enumerate(model.scenarios):
        for flow in cash_flows(policy, model, rates):
            for totals in (own, *sums):
                totals.add(scenario, flow, factors[scenario][flow.t])
    return own


def base_npv(model):
    if model.base is None:
        return None
    factors = Factors(model.base, model.projection)
    total = Totals(1, model.horizon)
    for policy in model.policies:
        for flow in cash_flows(policy, model, model.base):
            total.add(0, flow, factors[flow.t])
    return {"npv": total.npv[0], "absolute": total.absolute[0]}
