"""One policy: a row of the portfolio."""


class Policy:
    def __init__(self, row, assumptions):
        self.row = row
        self.id = row["policy_id"]
        self.entry_age = int(row["age"])
        self.term = int(row["term"])
        self.sum_assured = float(row["sum_assured"])
        self.premium = float(row["premium"])
        self.count = float(row.get("policy_count", 1))
        self.duration = int(row.get("duration_years", 0))
        self.premium_term = int(row.get("premium_term", self.term))
        self.reference_rate = float(row["reference_rate"]) if "reference_rate" in row else None
        self.last_policy_year, self.ending = assumptions.ending_of(self)

    @property
    def end(self):
        """The number of projection years until the policy is over."""
        return max(0, self.last_policy_year - self.duration)

    @property
    def first(self):
        """The projection year, from 0, in which the policy is in its first year here."""
        return max(0, -self.duration)
