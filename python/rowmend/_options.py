"""How documents are read."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Options:
    """How documents are read; the same as the flags of `rowmend extract`."""

    hidden: bool = False
    """Whether text that is not shown is read as if it were."""
    track_changes: Literal["accept", "reject", "all"] = "accept"
    """Which reading of tracked changes is taken (DOCX)."""
    pages: tuple[int, int | None] | None = None
    """The first and the last page to read, from 1 (PDF); `(3, None)` is page 3 and all after it."""
    profile: str | os.PathLike[str] | None = None
    """What is known of columns and marks: the path of a profile, or its text. Kept as text."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """Limits of what a document may have, by name, such as `{"pages": 500}`."""
    memory: int | None = None
    """Memory for reading one document, in MiB; told by its size by default."""
    timeout: int | None = None
    """Time for reading one document, in seconds; told by its size by default."""

    def __post_init__(self) -> None:
        if self.profile is not None:
            object.__setattr__(self, "profile", text_of(self.profile))
        object.__setattr__(self, "limits", dict(sorted(self.limits.items())))

    def __hash__(self) -> int:
        return hash(self.to_json())

    def to_json(self) -> str:
        """What is not as usual, as JSON; a profile by its SHA-256. It names these options in rows of data."""
        usual = Options()
        told = {name: value for name, value in vars(self).items() if value != getattr(usual, name)}
        if self.profile is not None:
            told["profile"] = hashlib.sha256(str(self.profile).encode()).hexdigest()
        return json.dumps(told, sort_keys=True)

    def for_core(self) -> str:
        """All of them as JSON, for the library."""
        return json.dumps({**vars(self), "limits": list(self.limits.items())})


def text_of(text_or_path: str | os.PathLike[str]) -> str:
    """A text, or what stands in the file of this path: one line is a path, several lines are a text."""
    if isinstance(text_or_path, str) and "\n" in text_or_path:
        return text_or_path
    return Path(text_or_path).read_text(encoding="utf-8")
