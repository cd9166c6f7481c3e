"""Documents read by Daft.

    import rowmend.daft

    documents = rowmend.daft.documents("s3://papers/**/*.pdf")
    documents.write_parquet("s3://results/documents")
    rowmend.daft.tidy(documents, "steps").write_parquet("s3://results/steps")
"""

from __future__ import annotations

from collections.abc import Collection

import daft
import pyarrow as pa
from daft import DataType, col
from daft.functions import download

from . import rows
from ._options import Options

_ROW = DataType.from_arrow_type(pa.struct(list(rows.SCHEMA)))


class _Reader:
    """Its workers, which are processes that it starts, read one document after the other."""

    def __init__(self, options: Options, done: Collection[bytes]) -> None:
        self._options, self._done = options, done

    @daft.method(return_dtype=_ROW)
    def read(self, path: str, data: bytes | None) -> dict[str, str | None] | None:
        """The row of a document; none where it was read before."""
        if self._done and rows.key(data, self._options) in self._done:
            return None
        return rows.read(path, data, self._options)


def documents(
    paths: str | list[str],
    *,
    options: Options = Options(),
    done: Collection[bytes] = frozenset(),
    at_once: int | None = None,
) -> daft.DataFrame:
    """A row a document, with the columns `rowmend.rows.SCHEMA`; a document that cannot be read is a row with its error.

    `paths` may have `*` and `**`. `done` leaves documents out that an earlier run has read:
    `rowmend.rows.done_in(FOLDER)`. `at_once` is how many are read at the same time.
    """
    reader = daft.cls(_Reader, max_concurrency=at_once)(options, done)
    files = daft.from_glob_path(paths)
    read = files.select(reader.read(col("path"), download(col("path"), on_error="null")).alias("row"))
    kept = read.where(col("row").not_null())
    return kept.select(*(col("row")[name].alias(name) for name in rows.SCHEMA.names))


def tidy(documents: daft.DataFrame, frame: str) -> daft.DataFrame:
    """The rows of one frame (`studies`, `texts`, `items`, `steps`, `links` or `flags`) of all documents."""
    fields = list(rows.tidy_schema(frame))

    @daft.func(return_dtype=DataType.list(DataType.from_arrow_type(pa.struct(fields))))
    def rows_of(path: str, data: str | None) -> list[dict[str, str | int | None]]:
        """All rows of a document."""
        return list(rows.frame_of(path, data, frame)) if data is not None else []

    listed = documents.select(rows_of(col("path"), col("data")).alias("row")).explode("row")
    kept = listed.where(col("row").not_null())
    return kept.select(*(col("row")[field.name].alias(field.name) for field in fields))
