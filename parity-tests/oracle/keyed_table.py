"""Tables in which columns named like a policy's say for which policies a row is."""


class KeyedTable:
    """Cells {index: row} for each combination of the key columns that the file has."""

    def __init__(self, rows, keys, index):
        self.keys = [key for key in keys if key in rows[0]]
        self.cells = {}
        for row in rows:
            cells = self.cells.setdefault(tuple(row[key] for key in self.keys), {})
            cells[int(row[index])] = row

    def of(self, policy):
        """The cells for a policy; KeyError where the file has none for its combination of keys."""
        return self.cells[tuple(policy.row[key] for key in self.keys)]


def cell_at(cells, index, holds):
    """The cell at an index; past the last one, where tables are held, that one."""
    return cells[min(index, max(cells)) if holds else index]
