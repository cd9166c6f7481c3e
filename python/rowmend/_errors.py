"""Why there is no document."""

from __future__ import annotations

import json
from typing import Any


class Error(Exception):
    """A source that gave no document: what was wrong, where, and what to do. Each kind is a class of its own."""

    kind: str
    """The kind, in the words of `rowmend extract --report`."""
    source: str
    """What the source is called."""
    place: str | None
    """Where in the source it was, such as `page 3`."""
    message: str
    """What was wrong, a sentence without its full stop."""
    advice: str | None
    """What to do about it, where something can be done."""

    def __init__(
        self,
        message: str,
        *,
        kind: str = "fault",
        source: str = "",
        place: str | None = None,
        advice: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.kind, self.source, self.place, self.advice = message, kind, source, place, advice

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.source, self.place) if part)
        told = f"{where}: {self.message}" if where else self.message
        return f"{told} ({self.advice})" if self.advice else told

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.message, self.kind, self.source, self.place, self.advice)


class UnreadableError(Error):
    """The file is not there, or the system refuses to read it."""


class EmptyError(Error):
    """The source holds no bytes, or only blanks."""


class UnknownFormatError(Error):
    """It is none of the formats that are read."""


class EncryptedError(Error):
    """It is locked by a password."""


class DamagedError(Error):
    """It claims a format but breaks its rules beyond repair."""


class NoTextError(Error):
    """It has pages but no text on them: scanned, and not recognised."""


class NoTableError(Error):
    """It has text but no table."""


class OverLimitError(Error):
    """It is larger, deeper or more costly than a limit allows; time and memory are such limits."""


class FaultError(Error):
    """A fault of rowmend, or a process that died while it read the document."""


class SettingsError(Error):
    """Options, decisions or a profile break their rules."""


KINDS: dict[str, type[Error]] = {
    "unreadable": UnreadableError,
    "empty": EmptyError,
    "unknown-format": UnknownFormatError,
    "encrypted": EncryptedError,
    "damaged": DamagedError,
    "no-text": NoTextError,
    "no-table": NoTableError,
    "over-limit": OverLimitError,
    "fault": FaultError,
    "settings": SettingsError,
}


def of(parts: str) -> Error:
    """The exception of an error that comes from the library, as JSON."""
    told = json.loads(parts)
    kind = told["kind"]
    made = KINDS.get(kind, Error)
    return made(told["message"], kind=kind, source=told["source_name"], place=told["place"], advice=told["help"])


def _again(
    made: type[Error], message: str, kind: str, source: str, place: str | None, advice: str | None
) -> Error:
    return made(message, kind=kind, source=source, place=place, advice=advice)
