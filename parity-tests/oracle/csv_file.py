"""CSV files as lists of rows: {column: text}."""

import csv
import os


def read_rows(folder, reference):
    """The rows of the file that `local://FILE` names, relative to the model's folder."""
    path = os.path.join(folder, reference.removeprefix("local://"))
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def numbered_columns(row, prefix):
    """The values of prefix1, prefix2, ... as numbers, as far as the row has them."""
    values = []
    while f"{prefix}{len(values) + 1}" in row:
        values.append(float(row[f"{prefix}{len(values) + 1}"]))
    return values
