"""The flows of one policy in the projection years, under one scenario."""

from decrements import death_rate, lapse_rate
from yearly import in_year, price_index

KINDS = ("premium", "death", "surrender", "maturity", "expense")
NEGLIGIBLE_LIVES = 1e-10


class CashFlow:
    """A year's amounts, all of them positive but for expenses below zero."""

    def __init__(self, t, lives, amounts, absolute_expense):
        self.t = t
        #: Whether the stop rule has ended the policy, which is only carried on.
        self.is_carried = False
        self.lives = lives
        self.amounts = amounts
        #: The amounts with the parts of the expenses taken absolutely.
        self.absolutes = {**amounts, "expense": absolute_expense}

    @property
    def net(self):
        outgo = sum(self.amounts[kind] for kind in KINDS if kind != "premium")
        return self.amounts["premium"] - outgo


def cash_flows(policy, model, rates):
    """One CashFlow for each projection year in which the policy is in force.

    Where lapses follow one reference rate, totals are made of policies that end by deaths alone
    (docs/decisions/013): those that lapses would end are carried on.
    """
    flows = []
    lives = survival = 1.0
    has_ended = False
    for t in range(policy.first, policy.end):
        q = death_rate(policy, model, t)
        deaths = lives * q
        after = lives - deaths
        lapses = after * lapse_rate(policy, model, rates, t)
        staying = after - lapses
        flow = year_of(policy, model, t, (lives, deaths, lapses, staying))
        flow.is_carried = has_ended
        flows.append(flow)
        lives = staying
        survival -= survival * q
        has_ended = has_ended or lives < NEGLIGIBLE_LIVES
        if has_ended and (survival < NEGLIGIBLE_LIVES or not model.lapses_follow_one_rate):
            break
    return flows


def year_of(policy, model, t, movements):
    lives, deaths, lapses, staying = movements
    product = model.assumptions.product
    k = policy.duration + t + 1
    premium = lives * paid_premium(policy, model, k)
    expenses = expense_parts(policy, model, t, movements, premium)
    amounts = {
        "premium": premium,
        "death": deaths * policy.sum_assured * product.factor("death", policy, k),
        "surrender": lapses * surrender_value(policy, model, k),
        "maturity": staying * maturity_value(policy, product, k) if t == policy.end - 1 else 0.0,
        "expense": sum(expenses),
    }
    return CashFlow(t, lives * policy.count, amounts, sum(abs(part) for part in expenses))


def paid_premium(policy, model, k):
    if k > policy.premium_term:
        return 0.0
    premium = policy.premium * model.projection.get("premiumMultiplier", 1)
    return premium * model.assumptions.product.factor("premium", policy, k)


def surrender_value(policy, model, k):
    product = model.assumptions.product
    factor = product.factor("surrender", policy, k)
    if product.surrender_basis(policy, k) == "premiums_paid":
        return factor * sum(paid_premium(policy, model, year) for year in range(1, k + 1))
    return factor * policy.sum_assured


def maturity_value(policy, product, k):
    if policy.ending == "endow":
        return policy.sum_assured
    return policy.sum_assured * product.factor("maturity", policy, k)


def expense_parts(policy, model, t, movements, premium):
    lives, deaths, _, _ = movements
    options = model.projection.get("expenses", {})
    table = model.assumptions.expenses(policy)
    multiplier = model.projection.get("expenseMultiplier", 1)
    level = multiplier * in_year(options.get("multiply", 1), t)
    prices = level * price_index(options.get("inflation", 0), t)
    is_new = policy.duration + t == 0
    return [
        lives * policy.count * table["per_policy_acquisition"] * prices if is_new else 0.0,
        lives * policy.count * table["per_policy_maintenance"] * prices,
        lives * policy.count * in_year(options.get("add", 0), t) * prices,
        premium * table["percent_of_premium"] * level,
        deaths * policy.count * table["claim_expense"] * prices,
    ]
