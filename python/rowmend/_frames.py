"""Tables of data, and how they go on to pandas, Polars and Arrow."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

Column = Sequence["str | int | None"]
"""The values of a column: texts or whole numbers, None where there is none."""

SHOWN = 20
"""Rows that a notebook shows."""


class Frame:
    """Columns of one length. `to_pandas`, `to_polars` and `to_arrow` hand them on."""

    name: str
    columns: Mapping[str, Column]
    """The values by the name of the column."""
    numbers: frozenset[str]
    """The columns that hold whole numbers; all others hold texts."""

    def __init__(self, name: str, columns: list[tuple[str, bool, list[Any]]]) -> None:
        self.name = name
        self.columns = {column: values for column, _, values in columns}
        self.numbers = frozenset(column for column, is_number, _ in columns if is_number)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __iter__(self) -> Iterator[dict[str, str | int | None]]:
        """The rows, as dictionaries."""
        for row in zip(*self.columns.values()):
            yield dict(zip(self.columns, row))

    def __repr__(self) -> str:
        return f"<rowmend {self.name}: {len(self)} rows, columns {', '.join(self.columns)}>"

    def to_pandas(self) -> pandas.DataFrame:
        """As a frame of pandas, with its types for texts and whole numbers."""
        pd = needed("pandas")
        series = {
            name: pd.array(values, dtype="Int64" if name in self.numbers else "string")
            for name, values in self.columns.items()
        }
        frame: pandas.DataFrame = pd.DataFrame(series)
        return frame

    def to_polars(self) -> polars.DataFrame:
        """As a frame of Polars."""
        pl = needed("polars")
        types = {name: pl.Int64 if name in self.numbers else pl.String for name in self.columns}
        frame: polars.DataFrame = pl.DataFrame(dict(self.columns), schema=types)
        return frame

    def to_arrow(self) -> pyarrow.Table:
        """As a table of Arrow."""
        pa = needed("pyarrow", "arrow")
        types = {True: pa.int64(), False: pa.string()}
        schema = pa.schema([(name, types[name in self.numbers]) for name in self.columns])
        table: pyarrow.Table = pa.table(dict(self.columns), schema=schema)
        return table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """For whatever takes Arrow's streams: DuckDB, Polars, and others."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        rows = list(zip(*self.columns.values()))
        body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows[:SHOWN])
        more = f"<p>… {len(rows) - SHOWN} more rows</p>" if len(rows) > SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _cell(value: str | int | None) -> str:
    text = "" if value is None else html.escape(str(value)).replace("\n", "<br>")
    return f"<td>{text}</td>"


def needed(module: str, extra: str | None = None) -> Any:
    """A module that is no part of what rowmend needs itself."""
    try:
        return import_module(module)
    except ImportError as error:
        message = f"{module} is not installed, and this needs it: pip install 'rowmend[{extra or module}]'"
        raise ImportError(message, name=module) from error
