"""The four expenses, by product where the file has that column."""

NAMES = (
    "per_policy_acquisition",
    "per_policy_maintenance",
    "percent_of_premium",
    "claim_expense",
)


class ExpenseTable:
    """Long: one row per expense, `name` and `value`. Wide: a column per expense."""

    def __init__(self, rows):
        self.is_keyed = "product_type" in rows[0]
        self.sets = {}
        for row in rows:
            own = self.sets.setdefault(row.get("product_type"), {})
            if "name" in row:
                own[row["name"]] = float(row["value"])
            else:
                own.update({name: float(row[name]) for name in NAMES})

    def of(self, policy):
        return self.sets[policy.row["product_type"] if self.is_keyed else None]
