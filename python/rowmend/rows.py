"""Documents as rows of data, for engines that spread work over many machines.

An engine gives batches of documents as Arrow tables with the columns `path` and `bytes`, and takes batches of
`SCHEMA` back. A document that cannot be read is a row with its error. `rowmend.ray` and `rowmend.daft` are made of
this, and so is whatever else can map batches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pyarrow.dataset

from . import _rowmend
from ._document import Document
from ._errors import Error, UnreadableError
from ._extract import extract
from ._frames import Frame
from ._options import Options

SCHEMA = pa.schema(
    [
        ("path", pa.string()),  # of the source
        ("sha256", pa.string()),  # of its bytes; null where they could not be had
        ("version", pa.string()),  # of rowmend
        ("options", pa.string()),  # how it was read: Options.to_json()
        ("data", pa.string()),  # the JSON that `rowmend extract` writes; null where there is no document
        ("error", pa.string()),  # the kind of the error; null where there is none, as are the next three
        ("place", pa.string()),
        ("message", pa.string()),
        ("advice", pa.string()),
    ]
)
"""A row a document. All are texts, so it is the same for every engine."""


def read(path: str, data: bytes | None, options: Options = Options()) -> dict[str, str | None]:
    """The row of a document, whatever becomes of it; `data` is None where its bytes could not be had."""
    row: dict[str, str | None] = dict.fromkeys(SCHEMA.names)
    path = _plain(path)
    row |= {"path": path, "version": _rowmend.VERSION, "options": options.to_json()}
    try:
        if data is None:
            raise UnreadableError("its bytes could not be read", kind="unreadable", source=path)
        row["sha256"] = hashlib.sha256(data).hexdigest()
        row["data"] = extract(data, name=path, options=options).to_json().decode()
    except Error as error:
        row |= {"error": error.kind, "place": error.place, "message": error.message, "advice": error.advice}
    return row


def read_batch(batch: pa.Table, options: Options = Options(), done: Collection[bytes] = frozenset()) -> pa.Table:
    """The rows of a batch of documents; those that are `done` are left out."""
    documents = zip(batch["path"].to_pylist(), batch["bytes"])
    rows = [
        read(path, data.as_py(), options)
        for path, data in documents
        if not done or key(data.as_py(), options) not in done
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def key(data: bytes | None, options: Options) -> bytes:
    """What tells that a document was read before, by this version and with these options."""
    return _key(hashlib.sha256(data or b"").hexdigest(), _rowmend.VERSION, options.to_json())


def _key(*parts: str) -> bytes:
    return hashlib.sha256("\n".join(parts).encode()).digest()[:16]


def done_in(folder: str, *, retry: Collection[str] = ("fault", "unreadable")) -> frozenset[bytes]:
    """The keys of the documents in a folder of Parquet files, but for those whose kind of error is to be tried again.

    What was a fault or could not be read may have been the machine's trouble; a document that was tried again has two
    rows. It takes some hundred bytes of memory a document, so it is read where the work is given out and sent along.
    """
    known = pyarrow.dataset.dataset(folder, format="parquet")
    columns = ["sha256", "version", "options", "error"]
    keys = set()
    for batch in known.to_batches(columns=columns, filter=pyarrow.dataset.field("sha256").is_valid()):
        for *parts, error in zip(*(batch[name].to_pylist() for name in columns)):
            if error not in retry:
                keys.add(_key(*parts))
    return frozenset(keys)


def frame_of(path: str, data: str, frame: str) -> Frame:
    """One frame (`studies`, `texts`, `items`, `steps`, `links` or `flags`) of a document that was read.

    Its column `document` is the path of the source.
    """
    return Document(path, data.encode()).frame(frame)


def tidy(documents: pa.Table, frame: str) -> pa.Table:
    """The rows of one frame of a batch of `SCHEMA`."""
    read = zip(documents["path"].to_pylist(), documents["data"].to_pylist())
    frames = [frame_of(path, data, frame).to_arrow() for path, data in read if data is not None]
    return pa.concat_tables([tidy_schema(frame).empty_table(), *frames])


def tidy_schema(frame: str) -> pa.Schema:
    """The columns of a frame, the same for all documents."""
    return frame_of("", _NOTHING, frame).to_arrow().schema


_NOTHING = '{"format": "rowmend/1", "tables": []}'


def _plain(path: str) -> str:
    """A path of this machine without `file://`, which some engines put before it; all others as they are."""
    parts = urlsplit(path)
    return unquote(parts.path) if parts.scheme == "file" else path
