"""The tables of a model, looked up one cell at a time."""

from csv_file import read_rows
from keyed_table import KeyedTable
from lapse_table import LapseTable
from mortality_table import MortalityTable
from product_table import ProductTable


class Assumptions:
    def __init__(self, folder, files, projection):
        extend = projection.get("extend", "error")
        holds = extend == "hold"
        self.last_age = projection.get("lastAge", extend)
        self.deaths = MortalityTable(read_rows(folder, files["mortality"]))
        self.lapses = LapseTable(read_rows(folder, files["lapse"]), holds)
        self.costs = KeyedTable(read_rows(folder, files["expenses"]), "name", "value")
        products = read_rows(folder, files["product"]) if "product" in files else []
        self.product = ProductTable(products, holds)

    def ending_of(self, policy):
        """The last policy year, and how it ends: at the `term`, or at the last age of the table."""
        last = self.deaths.last_policy_year(policy)
        if policy.term <= last or self.last_age == "hold":
            return policy.term, "term"
        if self.last_age == "error":
            raise ValueError(f"policy {policy.id} runs past the last age of the mortality table")
        return last, self.last_age

    def mortality(self, policy, policy_year):
        return self.deaths.rate(policy, policy_year)

    def lapse(self, policy, policy_year):
        return self.lapses.rate(policy, policy_year)

    def expenses(self, policy):
        return self.costs.of(policy)
