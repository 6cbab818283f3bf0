#!/usr/bin/env python3
"""Recompute the hashes of a LiveCalc result folder without LiveCalc.

    python3 docs/verify.py RESULT_FOLDER [EXPECTED_RESULT_HASH]

Reads RESULT_FOLDER/result.json and the table files beside it (TABLE.parquet, TABLE.arrow or
TABLE.csv), hashes every column that result.json lists, then the result as a whole, and compares.

A column's hash is the SHA-256 of its values in row order as little-endian bytes: i32 and u32 four
bytes each, f64 eight, utf8 a u32 length in bytes and then the bytes. There are no nulls; -0 is -0.
The result hash is the SHA-256 of the RFC 8785 JSON
{"columns":{"TABLE.COLUMN":{"length":N,"sha256":"...","type":"f64"},...},"v":1}.
A partial result has none: only its columns are compared.

Needs Python 3.8 and pyarrow (pyarrow only for Parquet and Arrow files).
Exit code 0: everything agrees. 1: something differs. 2: the folder cannot be read.
"""

import csv
import hashlib
import json
import struct
import sys
from array import array
from pathlib import Path

ARRAY_CODES = {"i32": "i", "u32": "I", "f64": "d"}


def arrow_columns(table, names):
    """The named columns of a pyarrow table as (type, list of values)."""
    import pyarrow as pa

    types = {pa.int32(): "i32", pa.uint32(): "u32", pa.float64(): "f64"}
    types.update({pa.string(): "utf8", pa.large_string(): "utf8"})
    columns = {}
    for name in names:
        column = table.column(name)
        arrow_type = column.type
        if pa.types.is_dictionary(arrow_type):
            arrow_type = arrow_type.value_type
        if column.null_count:
            raise ValueError(f"column {name} has {column.null_count} nulls; there must be none")
        columns[name] = (types.get(arrow_type, str(arrow_type)), column.to_pylist())
    return columns


def read_parquet(path, names, _types):
    import pyarrow.parquet as pq

    return arrow_columns(pq.read_table(path, columns=names), names)


def read_arrow(path, names, _types):
    import pyarrow as pa

    with pa.memory_map(str(path)) as source, pa.ipc.open_stream(source) as reader:
        return arrow_columns(reader.read_all(), names)


def read_csv(path, names, types):
    """CSV has no types of its own, so result.json's are used."""
    parse = {"i32": int, "u32": int, "f64": float, "utf8": str}
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        header = next(rows)
        cells = list(zip(*rows)) or [()] * len(header)
    return {
        name: (types[name], [parse[types[name]](cell) for cell in cells[header.index(name)]])
        for name in names
    }


READERS = {".parquet": read_parquet, ".arrow": read_arrow, ".csv": read_csv}


def read_table(folder, table, types):
    """The columns of a table by name; `types` holds the expected type of each."""
    for ending, read in READERS.items():
        path = folder / (table + ending)
        if path.exists():
            return read(path, list(types), types)
    raise FileNotFoundError(f"{folder} has no file of table {table}")


def column_bytes(kind, values):
    """The values as the bytes that are hashed."""
    if kind == "utf8":
        encoded = [value.encode("utf-8") for value in values]
        return b"".join(struct.pack("<I", len(text)) + text for text in encoded)
    packed = array(ARRAY_CODES[kind], values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def result_hash(columns):
    """SHA-256 of the RFC 8785 JSON over the columns' facts."""
    # RFC 8785 orders keys by UTF-16 code units; the inner keys are plain ASCII.
    ordered = sorted(columns, key=lambda column: column["name"].encode("utf-16-be"))
    facts = {
        column["name"]: {key: column[key] for key in ("length", "sha256", "type")}
        for column in ordered
    }
    text = json.dumps({"columns": facts, "v": 1}, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def recompute(folder, listed):
    """The columns that result.json lists, with type, length and sha256 as the files have them."""
    tables = {}
    for column in listed:
        table, name = column["name"].split(".", 1)
        tables.setdefault(table, {})[name] = column["type"]
    contents = {table: read_table(folder, table, types) for table, types in tables.items()}
    found = []
    for column in listed:
        table, name = column["name"].split(".", 1)
        kind, values = contents[table][name]
        known = kind in ARRAY_CODES or kind == "utf8"
        digest = hashlib.sha256(column_bytes(kind, values)).hexdigest() if known else "none"
        entry = {"name": column["name"], "type": kind, "length": len(values), "sha256": digest}
        found.append(entry)
    return found


def report(label, found, expected):
    """Prints one comparison; true where both are equal."""
    same = found == expected
    print(f"{'ok      ' if same else 'DIFFERS '} {found} {label}")
    if not same:
        print(f"         {expected} was expected")
    return same


def main(arguments):
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    try:
        result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        found = recompute(folder, result["columns"])
    except (OSError, ValueError, KeyError, ImportError) as error:
        print(f"{folder} cannot be verified: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    agrees = True
    for column, expected in zip(found, result["columns"]):
        for fact in ("type", "length"):
            if column[fact] != expected[fact]:
                agrees &= report(f"{fact} of {column['name']}", column[fact], expected[fact])
        agrees &= report(column["name"], column["sha256"], expected["sha256"])
    total = result_hash(found)
    if result["resultHash"] is None:
        print("partial: a failure has shaped this result, so it has no result hash")
        total = "none"
    else:
        agrees &= report("result hash, against result.json", total, result["resultHash"])
    if len(arguments) == 2:
        agrees &= report("result hash, against the one expected", total, arguments[1].lower())
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
