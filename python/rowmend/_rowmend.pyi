from typing import Any

__all__ = ["VERSION", "diff", "extract", "tables", "tidy"]

VERSION: str

def extract(
    source: str | bytes,
    name: str | None,
    options: str,
    decisions: str | tuple[str] | None,
    beside: bool,
    program: str | None,
) -> tuple[str, bytes, bytes]: ...
def tidy(
    name: str, data: bytes, trace: bytes | None, which: str
) -> list[tuple[str, bool, list[Any]]]: ...
def tables(name: str, data: bytes) -> list[list[tuple[str, bool, list[Any]]]]: ...
def diff(a: tuple[str, bytes], b: tuple[str, bytes], flags: bool, form: str) -> bytes: ...
