"""From a folder of documents to Parquet, and which steps recur in how many studies.

    python recurring_steps.py PAPERS DATA [ray|daft]

Run again, it reads the documents that are new. Needs rowmend[ray] or rowmend[daft], and duckdb.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import duckdb
import pyarrow.compute
import pyarrow.dataset
import pyarrow.parquet

import rowmend.rows

QUERY = """
    select lower(text) as said, count(distinct (document, "table", record)) as studies
    from read_parquet('{}/steps/*.parquet')
    group by said having studies > 1 order by studies desc, said limit 20
"""


def read(papers: str, data: Path, engine: str) -> None:
    """Reads what is new in a folder, and adds its rows to those of the documents."""
    documents = str(data / "documents")
    done = rowmend.rows.done_in(documents) if Path(documents).exists() else frozenset()
    of_engine = import_module(f"rowmend.{engine}")
    of_engine.documents(papers if engine == "ray" else f"{papers}/**", done=done).write_parquet(documents)


def tidy(data: Path) -> None:
    """Makes the steps of all documents anew: that takes a thousandth of the time of reading them."""
    schema = rowmend.rows.tidy_schema("steps")
    (data / "steps").mkdir(exist_ok=True)
    with pyarrow.parquet.ParquetWriter(data / "steps" / "steps.parquet", schema) as writer:
        for batch in pyarrow.dataset.dataset(data / "documents").to_batches(batch_size=1000):
            documents = pyarrow.Table.from_batches([batch])
            writer.write_table(rowmend.rows.tidy(documents, "steps"))


def main() -> None:
    papers, folder, *engine = sys.argv[1:]
    data = Path(folder)
    read(papers, data, engine[0] if engine else "daft")
    tidy(data)
    failed = pyarrow.dataset.dataset(data / "documents").to_table(columns=["path", "error", "message"])
    for row in failed.filter(pyarrow.compute.field("error").is_valid()).to_pylist():
        print(f"{row['path']}: {row['error']}: {row['message']}", file=sys.stderr)
    for said, studies in duckdb.execute(QUERY.format(data)).fetchall():
        print(f"{studies:6} {said}")


if __name__ == "__main__":
    main()
