"""Annual rates of lapse by policy year, and by product where the file says so."""

from keyed_table import KeyedTable, by_year


class LapseTable:
    def __init__(self, rows, holds):
        self.table = KeyedTable(rows, "year", "lapse_rate")
        self.holds = holds

    def rate(self, policy, policy_year):
        return by_year(self.table.of(policy), policy_year, self.holds)
