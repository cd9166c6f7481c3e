"""What a document gave."""

from __future__ import annotations

import html
import json
import subprocess
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Any

from . import _rowmend
from ._errors import Error
from ._frames import Frame
from ._program import program


class Table(Frame):
    """A table, one row a study: the columns and texts of `rowmend export --to csv --shape wide`."""

    def __init__(self, told: dict[str, Any], columns: list[tuple[str, bool, list[Any]]]) -> None:
        super().__init__(told["id"], columns)
        self.id: str = told["id"]
        self.title: str | None = told["title"]
        self.notes: list[str] = told["notes"]
        self.kinds: dict[str, str] = {column["key"]: column["kind"] for column in told["columns"]}
        """What each column holds, by its key: citation, text or list."""
        self.records: list[dict[str, Any]] = told["records"]
        """The records as in the JSON, with their lists of items and steps."""


class Document:
    """What a document gave: its data and their trace, as the program writes them."""

    def __init__(self, name: str, data: bytes, trace: bytes | None = None) -> None:
        """Of the bytes of NAME.json, and of NAME.trace.json where it is at hand."""
        self.name = name
        self._data, self._trace = data, trace

    def to_json(self) -> bytes:
        """The data, byte for byte as `rowmend extract` writes them."""
        return self._data

    @property
    def trace_json(self) -> bytes:
        """The trace, byte for byte as `rowmend extract` writes it."""
        if self._trace is None:
            raise Error("its trace is not at hand", kind="settings", source=self.name)
        return self._trace

    @cached_property
    def trace(self) -> dict[str, Any]:
        """Where everything came from and what was done to it (FORMAT.md, "NAME.trace.json")."""
        told: dict[str, Any] = json.loads(self.trace_json)
        return told

    @cached_property
    def tables(self) -> list[Table]:
        """The tables, in reading order."""
        told = json.loads(self._data)["tables"]
        return [Table(one, columns) for one, columns in zip(told, _rowmend.tables(self.name, self._data))]

    @cached_property
    def studies(self) -> Frame:
        """A record a row."""
        return self.frame("studies")

    @cached_property
    def texts(self) -> Frame:
        """A cell that holds a text a row."""
        return self.frame("texts")

    @cached_property
    def items(self) -> Frame:
        """An item of a list a row."""
        return self.frame("items")

    @cached_property
    def steps(self) -> Frame:
        """A step of an item a row."""
        return self.frame("steps")

    @cached_property
    def links(self) -> Frame:
        """What leads to what, a row for each two steps of a chain that stand beside each other."""
        return self.frame("links")

    @cached_property
    def flags(self) -> Frame:
        """What a person should look at."""
        return self.frame("flags")

    @cached_property
    def left_out(self) -> Frame:
        """What stands in the region of a table and in no cell."""
        self.trace_json
        return self.frame("left_out")

    def frame(self, name: str) -> Frame:
        """One of the frames of `rowmend export --to csv --shape tidy`, by its name."""
        return Frame(name, _rowmend.tidy(self.name, self._data, self._trace, name))

    def explain(self, address: str) -> str:
        """Where a value comes from and which rules touched it: RECORD.COLUMN.ITEM, or less of that.

        Raises LookupError where there is no such thing; the message names the nearest.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "document.json"
            path.write_bytes(self._data)
            path.with_name("document.trace.json").write_bytes(self.trace_json)
            asked = [program(), "--quiet", "explain", str(path), "--", address]
            done = subprocess.run(asked, capture_output=True, encoding="utf-8")
        if done.returncode:
            raise LookupError(done.stderr.replace(str(path), self.name).removeprefix("error: ").strip())
        return done.stdout

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return (self.name, self._data, self._trace) == (other.name, other._data, other._trace)

    def __hash__(self) -> int:
        return hash((self.name, self._data))

    def __reduce__(self) -> tuple[Any, ...]:
        return Document, (self.name, self._data, self._trace)

    def __repr__(self) -> str:
        return f"<rowmend document {self.name!r}: {self._counted()}>"

    def _repr_html_(self) -> str:
        tables = [f"<h4>{html.escape(table.title or table.id)}</h4>{table._repr_html_()}" for table in self.tables]
        return f"<h3>{html.escape(self.name)}</h3><p>{self._counted()}</p>{''.join(tables)}"

    def _counted(self) -> str:
        counts = {"table": len(self.tables), "study": len(self.studies), "flag": len(self.flags)}
        several = {"study": "studies"}
        told = (f"{n} {one if n == 1 else several.get(one, one + 's')}" for one, n in counts.items())
        return ", ".join(told)


class Diff:
    """What changed from one document to another."""

    def __init__(self, a: Document, b: Document, flags: bool) -> None:
        self._asked = ((a.name, a.to_json()), (b.name, b.to_json()), flags)

    def to_json(self) -> bytes:
        """As `rowmend diff --format json` prints it."""
        return _rowmend.diff(*self._asked, "json")

    def to_text(self) -> str:
        """For people."""
        return _rowmend.diff(*self._asked, "text").decode()

    def to_markdown(self) -> str:
        """For a pull request."""
        return _rowmend.diff(*self._asked, "markdown").decode()

    def to_html(self) -> str:
        """A page for the browser that stands alone."""
        return _rowmend.diff(*self._asked, "html").decode()

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        """The changes, each with its kind as `change` (FORMAT.md, "rowmend-diff/1")."""
        told: list[dict[str, Any]] = json.loads(self.to_json())["changes"]
        return told

    def __len__(self) -> int:
        """How many changes there are: where none are, this is false."""
        return len(self.changes)

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.to_text())}</pre>"


def diff(a: Document, b: Document, *, flags: bool = False) -> Diff:
    """What must be done to `a` to get `b`. Flags tell what was doubtful about reading a document, so they count only
    where that is asked for."""
    return Diff(a, b, flags)
