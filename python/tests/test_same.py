"""What comes out in Python is what the program gives, byte for byte and row for row."""

from pathlib import Path

import pytest
from conftest import SAMPLES, Batch, all_samples, rows, run

import rowmend

FRAMES = ["studies", "texts", "items", "steps", "links", "flags", "left_out"]


def test_all_samples_give_the_bytes_of_the_program(batch: Batch) -> None:
    samples = [path for path in all_samples() if "decided" not in path.parts]
    for path, result in zip(samples, rowmend.extract_many(samples), strict=True):
        name = str(path.relative_to(SAMPLES))
        if isinstance(result, rowmend.Error):
            if name in batch.errors:
                told = batch.errors[name]
                assert (result.kind, result.place, result.message) == (told["kind"], told["place"], told["message"])
            # What is of another kind is passed over in a folder, and refused where it is named.
            assert result.message in run("extract", path).stderr.decode()
        else:
            assert result.to_json() == batch.data(path), name
            trace = batch.folder / f"{name}.trace.json"
            assert not trace.exists() or result.trace_json == trace.read_bytes()


def test_documents_come_as_paths_bytes_and_files() -> None:
    path = SAMPLES / "docx" / "real-lists.docx"
    of_path = rowmend.extract(path)
    assert rowmend.extract(str(path)) == of_path
    assert rowmend.extract(path.read_bytes(), name=path.name) == of_path
    with path.open("rb") as file:
        assert rowmend.extract(file) == of_path
    assert rowmend.extract(path, isolated=False) == of_path
    with path.open(encoding="latin-1") as file, pytest.raises(TypeError, match="'rb'"):
        rowmend.extract(file)  # type: ignore[arg-type]


def as_csv(frame: rowmend.Frame) -> tuple[list[str], list[list[str]]]:
    body = [["" if value is None else str(value) for value in row.values()] for row in frame]
    return list(frame.columns), body


@pytest.mark.parametrize("name", ["dump/appendix.txt", "docx/notes.docx", "docx/nested-table.docx"])
def test_frames_are_those_that_the_program_exports(name: str, tmp_path: Path) -> None:
    document = rowmend.extract(SAMPLES / name)
    run("export", SAMPLES / name, "--to", "csv", "--shape", "tidy", "-o", tmp_path)
    for frame in FRAMES:
        exported = tmp_path / f"{frame}.csv"
        assert exported.exists(), list(tmp_path.iterdir())
        assert as_csv(getattr(document, frame)) == rows(exported.read_bytes()), frame
    run("export", SAMPLES / name, "--to", "csv", "--shape", "wide", "-o", tmp_path / "wide")
    wide = sorted((tmp_path / "wide").glob("*.csv"))
    assert len(wide) == len(document.tables)
    for table, exported in zip(document.tables, wide):
        assert as_csv(table) == rows(exported.read_bytes())


def test_options_are_the_flags_of_the_program(tmp_path: Path) -> None:
    path = SAMPLES / "docx" / "tracked-changes.docx"
    for option, flag in [("all", "--track-changes=all"), ("reject", "--track-changes=reject")]:
        document = rowmend.extract(path, options=rowmend.Options(track_changes=option))  # type: ignore[arg-type]
        assert document.to_json() == run("extract", path, flag).stdout
    path = SAMPLES / "pdf" / "break-row-over-three-pages.pdf"
    document = rowmend.extract(path, options=rowmend.Options(pages=(2, None)))
    assert document.to_json() == run("extract", path, "--pages=2-").stdout != run("extract", path).stdout
    profile = tmp_path / "house.toml"
    profile.write_text('format = "rowmend-profile/1"\n[[column]]\nkey = "who"\nheader = "Study"\n')
    dump = SAMPLES / "dump" / "title-and-note.txt"
    profiled = rowmend.extract(dump, options=rowmend.Options(profile=profile))
    assert profiled.to_json() == run("extract", dump, "--profile", profile).stdout
    assert rowmend.extract(dump, options=rowmend.Options(profile=profile.read_text())) == profiled


def test_decisions_are_those_beside_the_file_or_those_that_are_given(dump: Path) -> None:
    entry = '[[decision]]\ndo = "drop"\nrecord = "(Bell, 2017)"\ntext = "Roles → less friction"\n'
    text = f'format = "rowmend-decisions/1"\nby = {{ who = "A. Reviewer", why = "a ghost" }}\n{entry}'
    read = rowmend.extract(dump)
    assert len(read.studies) == 2
    given = rowmend.extract(dump, decisions=text)
    assert [row["study"] for row in given.studies] == ["(Allen, 2016)"]
    assert given.trace["decisions"][0]["status"] == "applied"
    elsewhere = dump.with_name("mine.toml")
    elsewhere.write_text(text)
    assert rowmend.extract(dump, decisions=elsewhere).to_json() == given.to_json()
    elsewhere.rename(dump.with_name("small.txt.decisions.toml"))
    assert rowmend.extract(dump).to_json() == given.to_json() == run("extract", dump).stdout
    assert rowmend.extract(dump, decisions=False) == read
    with pytest.raises(rowmend.SettingsError):
        rowmend.extract(dump, decisions="no\ndecisions")


def test_values_say_where_they_come_from(appendix: rowmend.Document, tmp_path: Path) -> None:
    (tmp_path / "appendix.txt.json").write_bytes(appendix.to_json())
    (tmp_path / "appendix.txt.trace.json").write_bytes(appendix.trace_json)
    told = run("explain", tmp_path / "appendix.txt.json", "allen-2016.new_cmos.1").stdout.decode()
    assert "from line 7" in told
    assert appendix.explain("allen-2016.new_cmos.1") == told
    with pytest.raises(LookupError, match="allen-2016"):
        appendix.explain("alen-2016")


def test_differences_are_told(appendix: rowmend.Document) -> None:
    assert not rowmend.diff(appendix, rowmend.extract(SAMPLES / "pdf" / "appendix.pdf"))
    a, b = (SAMPLES / "dump" / name for name in ("lost-arrow.txt", "arrow-open.txt"))
    diff = rowmend.diff(rowmend.extract(a), rowmend.extract(b))
    assert diff.to_json() == run("diff", a, b, "--format", "json").stdout
    assert diff.to_text() == str(diff) == run("diff", a, b).stdout.decode()
    assert diff.to_markdown() == run("diff", a, b, "--format", "markdown").stdout.decode()
    assert diff.to_html() == run("diff", a, b, "--format", "html").stdout.decode()
    assert len(diff) == len(diff.changes) > 0
