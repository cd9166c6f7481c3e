"""The tables of review appendices (PDF, DOCX, OCR text dumps) as data that people can trust.

    import rowmend

    document = rowmend.extract("appendix.pdf")
    document.tables[0].to_pandas()       # one row a study
    document.steps.to_polars()           # one row a step of a chain
    document.flags                       # what a person should look at
"""

from ._document import Diff, Document, Table, diff
from ._errors import (
    DamagedError,
    EmptyError,
    EncryptedError,
    Error,
    FaultError,
    NoTableError,
    NoTextError,
    OverLimitError,
    SettingsError,
    UnknownFormatError,
    UnreadableError,
)
from ._extract import extract, extract_many
from ._frames import Frame
from ._options import Options
from ._rowmend import VERSION as __version__

__all__ = [
    "DamagedError",
    "Diff",
    "Document",
    "EmptyError",
    "EncryptedError",
    "Error",
    "FaultError",
    "Frame",
    "NoTableError",
    "NoTextError",
    "Options",
    "OverLimitError",
    "SettingsError",
    "Table",
    "UnknownFormatError",
    "UnreadableError",
    "__version__",
    "diff",
    "extract",
    "extract_many",
]
