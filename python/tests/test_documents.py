"""Documents and frames as people use them."""

import importlib.metadata
import pickle
import sys
import threading
from pathlib import Path

import pytest

import rowmend
from conftest import SAMPLES


def test_frames_go_on_to_other_libraries(appendix: rowmend.Document) -> None:
    rows = list(appendix.studies)
    assert len(rows) == len(appendix.studies) == 50
    assert appendix.studies.to_arrow().to_pylist() == rows
    assert appendix.studies.to_polars().to_dicts() == rows
    pandas = appendix.studies.to_pandas()
    assert pandas["study"].tolist() == [row["study"] for row in rows]
    assert str(pandas["year"].dtype) == "Int64"
    assert appendix.tables[0].to_pandas().shape == (50, 11)


def test_frames_are_taken_as_arrow_streams(appendix: rowmend.Document) -> None:
    import duckdb

    steps = appendix.steps
    assert duckdb.execute("select count(*) from steps").fetchall() == [(len(steps),)]


def test_what_is_not_installed_is_named(appendix: rowmend.Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ImportError, match=r"pip install 'rowmend\[polars\]'"):
        appendix.steps.to_polars()


def test_tables_have_their_records(appendix: rowmend.Document) -> None:
    (table,) = appendix.tables
    assert table.kinds["new_cmos"] == "list"
    assert table.records[0]["id"] == next(iter(table))["record"]


def test_documents_can_be_sent(appendix: rowmend.Document) -> None:
    sent = pickle.loads(pickle.dumps(appendix))
    assert sent == appendix
    assert hash(sent) == hash(appendix)
    assert sent.trace["source"]["sha256"] == appendix.trace["source"]["sha256"]
    options = rowmend.Options(pages=(1, 2), limits={"pages": 3})
    assert pickle.loads(pickle.dumps(options)) == options
    assert hash(options) == hash(rowmend.Options(pages=(1, 2), limits={"pages": 3}))
    assert options.to_json() == '{"limits": {"pages": 3}, "pages": [1, 2]}'


def test_notebooks_show_text_and_no_markup() -> None:
    hostile = "<script>alert(1)</script>"
    dump = f'Study\t{hostile}\n(Allen, 2016)\t• Trust {hostile} → less "conflict"\n(Bell, 2017)\t• Roles → <b>\n'
    document = rowmend.extract(dump.encode(), name=f"{hostile}.txt")
    other = rowmend.extract(dump.replace("less", "<i>no").encode(), name="b")
    shown = [document, document.tables[0], document.steps, rowmend.diff(document, other)]
    for thing in shown:
        told = thing._repr_html_()  # type: ignore[attr-defined]
        assert "&lt;" in told
        assert not any(tag in told for tag in ("<script", "<b>", "<i>")), told


def test_long_frames_are_cut_in_notebooks(appendix: rowmend.Document) -> None:
    assert "more rows" in appendix.steps._repr_html_()
    assert appendix.steps._repr_html_().count("<tr>") == 21


def test_other_threads_go_on_meanwhile() -> None:
    done = threading.Event()
    path = SAMPLES / "pdf" / "appendix.pdf"

    def read() -> None:
        rowmend.extract(path, isolated=False)
        done.set()

    reader = threading.Thread(target=read)
    reader.start()
    turns = 0
    while not done.wait(0.001):
        turns += 1
    reader.join()
    # A thread that waits for the interpreter would have had one turn.
    assert turns > 3


def test_files_without_folders_name_documents(dump: Path) -> None:
    assert rowmend.extract(dump).name == "small.txt"
    assert rowmend.extract(dump, name="papers/small.txt").name == "papers/small.txt"


def test_the_wheel_has_the_licences_of_all_that_is_in_it() -> None:
    files = importlib.metadata.files("rowmend") or []
    licences = {file.name: file.read_text() for file in files if file.parent.name == "licenses" or "LICENSE" in file.name}
    assert {"LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY.txt"} <= licences.keys()
    assert "\nlopdf 0" in licences["THIRD-PARTY.txt"]
