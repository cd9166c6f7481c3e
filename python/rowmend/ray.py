"""Documents read by Ray Data.

    import rowmend.ray

    rowmend.ray.documents("s3://papers").write_parquet("s3://results/documents")
    documents = ray.data.read_parquet("s3://results/documents")
    rowmend.ray.tidy(documents, "steps").write_parquet("s3://results/steps")

A data set of Ray is made anew by each thing that is asked of it: so it is written, and what was written is read.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pyarrow as pa
import ray
import ray.data

from . import rows
from ._options import Options


_READING, _ACTOR = 0.25, 0.75
"""Processors that a task that reads files, and an actor, count as: so there is room for files beside the actors, also
where a machine has few processors."""


class _Reader:
    """An actor. Its workers, which are processes that it starts, read one document after the other."""

    def __init__(self, options: Options, done: Any) -> None:
        self._options, self._done = options, ray.get(done)

    def __call__(self, batch: pa.Table) -> pa.Table:
        return rows.read_batch(batch, self._options, self._done)


def documents(
    paths: str | list[str],
    *,
    options: Options = Options(),
    done: Collection[bytes] = frozenset(),
    actors: int | tuple[int, int] = (1, 1024),
    batch_size: int = 8,
    **reading: Any,
) -> ray.data.Dataset:
    """A row a document, with the columns `rowmend.rows.SCHEMA`; a document that cannot be read is a row with its error.

    `done` leaves documents out that an earlier run has read: `rowmend.rows.done_in(FOLDER)`. `actors` is how many
    read at the same time, or the least and the most. `reading` goes to `ray.data.read_binary_files`, such as
    `file_extensions=["pdf"]`.
    """
    reading.setdefault("num_cpus", _READING)
    files = ray.data.read_binary_files(paths, include_paths=True, **reading)
    least, most = (actors, actors) if isinstance(actors, int) else actors
    return files.map_batches(
        _Reader,
        fn_constructor_args=(options, ray.put(frozenset(done))),
        batch_format="pyarrow",
        batch_size=batch_size,
        compute=ray.data.ActorPoolStrategy(min_size=least, max_size=most),
        num_cpus=_ACTOR,
    )


def tidy(documents: ray.data.Dataset, frame: str) -> ray.data.Dataset:
    """The rows of one frame (`studies`, `texts`, `items`, `steps`, `links` or `flags`) of all documents."""

    def rows_of(batch: pa.Table) -> pa.Table:
        return rows.tidy(batch, frame)

    return documents.map_batches(rows_of, batch_format="pyarrow")
