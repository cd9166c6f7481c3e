"""What the README and the book print in Python runs. The block about Ray runs with Ray's own test."""

import os
import shutil
from pathlib import Path
from typing import Any

import pandas
import pyarrow
import pyarrow.dataset
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


def test_recurring_steps_are_told_and_nothing_is_read_twice(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile((ROOT / "python/examples/recurring_steps.py").read_text(), "recurring_steps", "exec"), names)
    papers, data = folder / "papers", folder / "data"
    papers.mkdir()
    for name in ("title-and-note.txt", "group-rows.txt", "empty.txt"):
        shutil.copy(SAMPLES / "dump" / name, papers)
    names["sys"].argv = ["recurring_steps.py", str(papers), str(data)]
    data.mkdir()
    names["main"]()
    told = capsys.readouterr()
    assert "3 lower flood peaks" in told.out
    assert "empty.txt: empty:" in told.err
    shutil.copy(SAMPLES / "dump" / "lost-arrow.txt", papers)
    names["main"]()
    written = pyarrow.dataset.dataset(data / "documents").to_table()
    assert sorted(Path(path).name for path in written["path"].to_pylist()) == [
        "empty.txt",
        "group-rows.txt",
        "lost-arrow.txt",
        "title-and-note.txt",
    ]
