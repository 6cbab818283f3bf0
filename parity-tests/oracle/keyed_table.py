"""Tables in which columns named like a policy's say for which policies a row is."""


class KeyedTable:
    """Cells {index: value} for each combination of the key columns that the file has.

    A file without `value` that has no key column either has a column of values for each product.
    """

    def __init__(self, rows, index, value, keys=("product_type",)):
        names = list(rows[0])
        self.keys = [key for key in keys if key in names]
        self.cells = {}
        if value in names:
            for row in rows:
                self.put([row[key] for key in self.keys], row[index], row[value])
        else:
            self.keys = ["product_type"]
            for row in rows:
                for product in names:
                    if product != index:
                        self.put([product], row[index], row[product])

    def put(self, key, index, value):
        self.cells.setdefault(tuple(key), {})[index] = float(value)

    def of(self, policy):
        """The cells for a policy; KeyError where the file has none for its combination of keys."""
        return self.cells[tuple(policy.row[key] for key in self.keys)]


def by_year(cells, year, holds):
    """The cell of a year; past the last one, where tables are held, that one."""
    last = max(int(index) for index in cells)
    return cells[str(min(year, last) if holds else year)]
