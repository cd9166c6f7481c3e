"""What the README and the book print in Python runs. The block about Ray runs with Ray's own test."""

import os
import shutil
from pathlib import Path
from typing import Any

import pandas
import pytest
from conftest import SAMPLES
from pages import ROOT, block_with, blocks

import rowmend
import rowmend.rows

ENGINES = ("rowmend.ray", "rowmend.daft", "data/steps", "spark")


@pytest.fixture()
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as a reader has it: the samples and what they give, and nothing else."""
    os.symlink(SAMPLES, tmp_path / "samples")
    os.symlink(ROOT / "golden", tmp_path / "golden")
    shutil.copy(SAMPLES / "pdf" / "appendix.pdf", tmp_path / "appendix.pdf")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", ["README.md", "python/README.md", "book/src/python.md"])
def test_pages_run_as_they_are_printed(page: str, folder: Path) -> None:
    names: dict[str, Any] = {}
    run = [block for block in blocks(page) if "rowmend" in block and not any(word in block for word in ENGINES)]
    assert run
    for block in run:
        exec(compile(block, page, "exec"), names)
    assert isinstance(names["document"], rowmend.Document)


def test_the_function_for_spark_takes_and_gives_frames(dump: Path) -> None:
    names: dict[str, Any] = {}
    exec(block_with("book/src/python.md", "mapInPandas"), names)
    batch = pandas.DataFrame({"path": [f"file:{dump}", "b"], "content": [dump.read_bytes(), b""]})
    (frame,) = names["read"](iter([batch]))
    assert list(frame.columns) == rowmend.rows.SCHEMA.names
    assert frame["error"].tolist()[1] == "empty"
    assert frame["path"][0] == str(dump)
