"""Annual rates of death by age, by any of the policy's keys, and by policy year where select."""

KEYS = ("gender", "underwriting_class", "product_type")


class MortalityTable:
    """Cells by combination of keys, then by (age, policy year).

    Of a select table, `age` is the age at entry, and the last policy year is ultimate: its rates
    hold for all later years, for those of the same attained age. A table that is not select is one
    with a single, ultimate year.
    """

    def __init__(self, rows):
        self.keys = [key for key in KEYS if key in rows[0] or self.is_in_columns(key, rows[0])]
        self.cells = {}
        for row in rows:
            for said_by_column, rate in rates_of(row):
                said = {"duration": 1, **row, **said_by_column}
                cells = self.cells.setdefault(tuple(said[key] for key in self.keys), {})
                cells[int(row["age"]), int(said["duration"])] = rate

    @staticmethod
    def is_in_columns(key, row):
        return key == "gender" and "male_qx" in row

    def of(self, policy):
        return self.cells[tuple(policy.row[key] for key in self.keys)]

    def last_age(self, policy):
        """The last attained age of the ultimate rates."""
        cells = self.of(policy)
        ages, durations = zip(*cells)
        return max(ages) + max(durations) - 1

    def last_policy_year(self, policy):
        """The policy year of the table's last age."""
        return self.last_age(policy) - policy.entry_age + 1

    def rate(self, policy, policy_year):
        """Past the last age, where a policy may run there at all, that of the last age."""
        cells = self.of(policy)
        ultimate = max(duration for _, duration in cells)
        if policy_year < ultimate:
            return cells[policy.entry_age, policy_year]
        attained = min(policy.entry_age + policy_year - 1, self.last_age(policy))
        return cells[attained - ultimate + 1, ultimate]


def rates_of(row):
    """Every rate of a row, with what the name of its column says."""
    for column, text in row.items():
        if column == "qx":
            yield {}, float(text)
        elif column in ("male_qx", "female_qx"):
            yield {"gender": "M" if column == "male_qx" else "F"}, float(text)
        elif column.startswith("duration_"):
            yield {"duration": column.removeprefix("duration_")}, float(text)
