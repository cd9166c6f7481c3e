"""The Python of the README and the book, block by block."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def blocks(page: str) -> list[str]:
    """The blocks of Python that a page prints."""
    found = re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found, f"{page} prints no Python"
    return found


def block_with(page: str, what: str) -> str:
    """The one block of a page that has this in it."""
    (block,) = [block for block in blocks(page) if what in block]
    return block
