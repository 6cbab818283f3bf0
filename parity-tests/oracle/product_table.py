"""Benefits and premiums by product and policy year, as multiples of sum assured and premium."""

from keyed_table import KeyedTable, cell_at


class ProductTable:
    def __init__(self, rows, holds):
        self.table = KeyedTable(rows, ["product_type"], "policy_year")
        self.holds = holds

    def cell(self, policy, policy_year):
        return cell_at(self.table.of(policy), policy_year, self.holds)

    def death_factor(self, policy, policy_year):
        return float(self.cell(policy, policy_year)["death_factor"])

    def maturity_factor(self, policy, policy_year):
        return float(self.cell(policy, policy_year)["maturity_factor"])

    def premium_factor(self, policy, policy_year):
        return float(self.cell(policy, policy_year)["premium_factor"])

    def surrender(self, policy, policy_year):
        """Factor, and what it multiplies: sum_assured or premiums_paid."""
        cell = self.cell(policy, policy_year)
        return float(cell["surrender_factor"]), cell.get("surrender_basis", "sum_assured")


class NoProducts:
    """Without a product table: term insurance with level premiums."""

    def death_factor(self, policy, policy_year):
        return 1.0

    def maturity_factor(self, policy, policy_year):
        return 0.0

    def premium_factor(self, policy, policy_year):
        return 1.0

    def surrender(self, policy, policy_year):
        return 0.0, "sum_assured"
