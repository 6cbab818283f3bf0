"""Annual rates of lapse by policy year, and by product where the file has that column."""

from keyed_table import KeyedTable, cell_at


class LapseTable:
    def __init__(self, rows, holds):
        self.table = KeyedTable(rows, ["product_type"], "year")
        self.holds = holds

    def rate(self, policy, policy_year):
        cell = cell_at(self.table.of(policy), policy_year, self.holds)
        return float(cell["lapse_rate"])
