"""The program that came with this package."""

from __future__ import annotations

import os
from functools import cache
from importlib.metadata import PackageNotFoundError, files


@cache
def program() -> str:
    """The path of the program `rowmend`, of the very version of this package."""
    try:
        installed = files("rowmend") or []
    except PackageNotFoundError:
        installed = []
    for file in installed:
        if file.name in ("rowmend", "rowmend.exe") and os.path.isfile(file.locate()):
            return os.path.abspath(file.locate())
    raise RuntimeError(
        "the program that belongs to this package is not where it was installed: install rowmend again, from its wheel"
    )
