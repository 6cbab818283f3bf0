"""Rates of death and of lapse of one policy in one projection year, under one scenario."""

from yearly import adjusted, bounded


def death_rate(policy, model, t):
    projection = model.projection
    if policy.ending == "die" and t == policy.end - 1:
        return 1.0
    cell = model.assumptions.mortality(policy, policy.duration + t + 1)
    options = projection.get("mortality", {})
    rate = adjusted(cell, projection.get("mortalityMultiplier", 1), options, t)
    return bounded(rate, options)


def lapse_rate(policy, model, rates, t):
    projection = model.projection
    cell = model.assumptions.lapse(policy, policy.duration + t + 1)
    options = projection.get("lapse", {})
    rate = adjusted(cell, projection.get("lapseMultiplier", 1), options, t)
    dynamic = projection.get("dynamicLapse")
    if dynamic is None:
        return bounded(rate, options)
    reference = dynamic["reference"]
    if reference == "reference_rate":
        reference = policy.reference_rate
    factor = 1 + dynamic["slope"] * (rates[t] - reference)
    factor = min(max(factor, dynamic["floor"]), dynamic["cap"])
    return min(max(rate, options.get("floor", 0)) * factor, options.get("cap", 1))
