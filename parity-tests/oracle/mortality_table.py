"""Annual rates of death by age, by any of the policy's keys, and by duration where select."""

GENDERS = {"male_qx": "M", "female_qx": "F"}


class MortalityTable:
    """Cells by combination of keys, then by age, then by policy year (0: not select)."""

    def __init__(self, rows):
        names = rows[0]
        keys = ["gender", "underwriting_class", "product_type"]
        self.keys = [key for key in keys if key in names]
        self.is_wide = "male_qx" in names
        if self.is_wide:
            self.keys = ["gender", *self.keys]
        self.cells = {}
        for row in rows:
            for own, rate in self.rates_of(row):
                years = self.cells.setdefault(own, {}).setdefault(int(row["age"]), {})
                years[int(row.get("duration", 0))] = rate

    def rates_of(self, row):
        """The keys and the rate of every cell of a row."""
        if not self.is_wide:
            yield tuple(row[key] for key in self.keys), float(row["qx"])
            return
        for column, gender in GENDERS.items():
            yield tuple({**row, "gender": gender}[key] for key in self.keys), float(row[column])

    def of(self, policy):
        return self.cells[tuple(policy.row[key] for key in self.keys)]

    def last_policy_year(self, policy):
        """The policy year of the table's last age."""
        return max(self.of(policy)) - policy.entry_age + 1

    def rate(self, policy, policy_year):
        """Past the last age, where a policy may run there at all, that of the last age."""
        ages = self.of(policy)
        years = ages[min(policy.entry_age + policy_year - 1, max(ages))]
        return years[min(policy_year, max(years))]
