"""Benefits and premiums by product and policy year, as multiples of sum assured and premium."""

#: What a column that the file does not have stands for: term insurance with level premiums.
TERM_INSURANCE = {
    "death_factor": 1,
    "maturity_factor": 0,
    "surrender_factor": 0,
    "surrender_basis": "sum_assured",
    "premium_factor": 1,
}


class ProductTable:
    """`rows`: none without a product table; then every product is term insurance."""

    def __init__(self, rows, holds):
        self.products = {}
        for row in rows:
            years = self.products.setdefault(row["product_type"], {})
            years[int(row["policy_year"])] = {**TERM_INSURANCE, **row}
        self.holds = holds

    def cell(self, policy, policy_year):
        if not self.products:
            return TERM_INSURANCE
        years = self.products[policy.row["product_type"]]
        return years[min(policy_year, max(years)) if self.holds else policy_year]

    def factor(self, name, policy, policy_year):
        return float(self.cell(policy, policy_year)[f"{name}_factor"])

    def surrender_basis(self, policy, policy_year):
        return self.cell(policy, policy_year)["surrender_basis"]
