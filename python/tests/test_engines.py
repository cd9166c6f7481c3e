"""The same rows come from the program, from Python, from Ray, Daft and Spark; a document that fails is a row."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset
import pytest
from conftest import SAMPLES, Batch, all_samples, rows, run
from pages import ROOT, block_with

import rowmend.rows

pytest.importorskip("daft", reason="the engines are not installed: .ci/python checks them")

import rowmend.daft  # noqa: E402

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"

FOLDERS = ["dump", "docx", "marked"]
"""Those of which all documents are small; test_same reads all samples."""

Row = dict[str, str | None]


@pytest.fixture(scope="module")
def read() -> list[Row]:
    """The rows of the samples, without any engine."""
    paths = [path for path in all_samples() if path.parent.name in FOLDERS]
    return [rowmend.rows.read(str(path), path.read_bytes()) for path in paths]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark, in this process's machine; it needs Java."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("there is no Java, so Spark was not checked")
    from pyspark.sql import SparkSession

    # Its processes would take the first Python of the path.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    """Ray, on two processors of this machine; a machine that is busy may leave it too little of them to start."""
    import ray

    try:
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    except Exception as error:
        pytest.skip(f"Ray did not start, and was not checked: {error}")
    import rowmend.ray

    yield rowmend.ray
    ray.shutdown()


def by_path(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(row["path"]))


def test_rows_are_what_the_program_gives(read: list[Row], batch: Batch) -> None:
    for row in read:
        path = Path(str(row["path"]))
        data = batch.data(path)
        assert row["data"] == (data.decode() if data else None)
        error = batch.errors.get(str(path.relative_to(SAMPLES)), {})
        assert not error or (row["error"], row["message"]) == (error["kind"], error["message"])
        assert (row["data"] is None) == (row["error"] is not None)
        assert len(str(row["sha256"])) == 64
        assert (row["version"], row["options"]) == (rowmend.__version__, "{}")


def test_ray_gives_the_same_rows_and_goes_on(ray: Any, read: list[Row], tmp_path: Path) -> None:
    folders = [str(SAMPLES / folder) for folder in FOLDERS]
    ray.documents(folders, actors=1).write_parquet(str(tmp_path / "documents"))
    written = pyarrow.dataset.dataset(tmp_path / "documents").to_table()
    assert written.schema.equals(rowmend.rows.SCHEMA)
    assert by_path(written.to_pylist()) == by_path(read)
    failed = [row for row in read if row["error"] == "no-table"]
    assert failed
    done = rowmend.rows.done_in(str(tmp_path / "documents"), retry=["no-table"])
    again = ray.documents(folders, actors=1, done=done).take_all()
    assert by_path(again) == by_path(failed)


def test_daft_gives_the_same_rows_and_goes_on(read: list[Row], tmp_path: Path) -> None:
    folders = [f"{SAMPLES}/{folder}/*" for folder in FOLDERS]
    documents = rowmend.daft.documents(folders, at_once=2).collect()
    assert by_path(documents.to_pylist()) == by_path(read)
    table = pa.Table.from_pylist(read, schema=rowmend.rows.SCHEMA)
    steps = rowmend.daft.tidy(documents, "steps").to_pylist()
    assert in_order(steps) == in_order(rowmend.rows.tidy(table, "steps").to_pylist())

    documents.write_parquet(str(tmp_path / "documents"))
    done = rowmend.rows.done_in(str(tmp_path / "documents"))
    assert rowmend.daft.documents(folders, done=done).to_pylist() == []


def test_the_function_of_the_book_gives_spark_the_same_rows(spark: Any, read: list[Row], tmp_path: Path) -> None:
    names: dict[str, Any] = {}
    exec(block_with("book/src/python.md", "mapInPandas"), names)
    given = []
    for folder in FOLDERS:
        names["documents"](spark, str(SAMPLES / folder)).write.parquet(str(tmp_path / folder))
        given += pyarrow.dataset.dataset(tmp_path / folder).to_table().to_pylist()
    # Spark names files by URL.
    plain = [row | {"path": str(row["path"]).removeprefix("file:")} for row in given]
    # Its reader of files passes over empty ones.
    filled = [row for row in read if row["error"] != "empty"]
    assert by_path(plain) == by_path(filled)
    done = rowmend.rows.done_in(str(tmp_path / "dump"))
    assert len(done) == len({row["sha256"] for row in filled if "/dump/" in str(row["path"])})


def test_tidy_rows_are_those_that_the_program_exports(read: list[Row], tmp_path: Path) -> None:
    of_dumps = [row for row in read if Path(str(row["path"])).parent.name == "dump" and row["data"]]
    table = pa.Table.from_pylist(of_dumps, schema=rowmend.rows.SCHEMA)
    run("export", SAMPLES / "dump", "--to", "csv", "--shape", "tidy", "-o", tmp_path)
    for frame in ["studies", "steps", "links", "flags"]:
        _, exported = rows((tmp_path / f"{frame}.csv").read_bytes())
        ours = [
            [Path(row["document"]).name, *("" if value is None else str(value) for value in list(row.values())[1:])]
            for row in rowmend.rows.tidy(table, frame).to_pylist()
        ]
        assert sorted(ours) == sorted(exported), frame


def test_bytes_that_could_not_be_had_are_a_row() -> None:
    row = rowmend.rows.read("papers/a.pdf", None)
    assert (row["path"], row["error"], row["data"], row["sha256"]) == ("papers/a.pdf", "unreadable", None, None)
    batch = pa.table({"path": ["a", "b"], "bytes": pa.array([None, b""], pa.binary())})
    assert rowmend.rows.read_batch(batch)["error"].to_pylist() == ["unreadable", "empty"]


def test_schemas_hold_for_all_documents(read: list[Row]) -> None:
    table = pa.Table.from_pylist(read, schema=rowmend.rows.SCHEMA)
    for frame in ["studies", "texts", "items", "steps", "links", "flags"]:
        assert rowmend.rows.tidy(table, frame).schema == rowmend.rows.tidy_schema(frame)
        assert rowmend.rows.tidy(table.slice(0, 0), frame).schema == rowmend.rows.tidy_schema(frame)


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def test_the_blocks_of_the_book_run(ray: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.symlink(SAMPLES, tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    for what in ("rowmend.ray", "rowmend.daft", "import duckdb"):
        # Ray's processes stand in another folder than this one does by now.
        block = block_with("book/src/python.md", what)
        exec(block.replace('"samples/', f'"{tmp_path}/samples/').replace('"data/', f'"{tmp_path}/data/'), {})
    assert pyarrow.dataset.dataset(tmp_path / "data" / "steps").count_rows() > 500
    assert pyarrow.dataset.dataset(tmp_path / "data" / "steps-of-daft").count_rows() > 500


def test_recurring_steps_are_told_and_nothing_is_read_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile((ROOT / "python/examples/recurring_steps.py").read_text(), "recurring_steps", "exec"), names)
    papers, data = tmp_path / "papers", tmp_path / "data"
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
