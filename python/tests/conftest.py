"""What the tests share: the samples, and the program that came with the wheel."""

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest

import rowmend
from rowmend._program import program

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def all_samples() -> list[Path]:
    """Every sample, those that cannot be read among them."""
    found = [path for path in SAMPLES.glob("*/*") if path.suffix != ".toml"]
    assert len(found) > 70
    return sorted(found)


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """The program, away from any project file."""
    return subprocess.run([program(), *map(str, arguments)], capture_output=True, cwd=cwd or "/")


@pytest.fixture(scope="session")
def appendix() -> rowmend.Document:
    return rowmend.extract(SAMPLES / "dump" / "appendix.txt")


@pytest.fixture()
def dump(tmp_path: Path) -> Path:
    """A small document."""
    path = tmp_path / "small.txt"
    path.write_text("Study\tFindings\n(Allen, 2016)\t• Trust → less conflict\n(Bell, 2017)\t• Roles → less friction\n")
    return path


class Batch:
    """What the program gives of all samples, as a folder of results."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        report = folder / "report.json"
        run("extract", SAMPLES, "-o", folder, "--report", report, "--quiet")
        told = json.loads(report.read_text())["documents"]
        self.errors = {one["document"]: one["error"] for one in told if one["outcome"] == "failed"}

    def data(self, path: Path) -> bytes | None:
        """The data of a sample; None where it cannot be read."""
        name = str(path.relative_to(SAMPLES))
        result = self.folder / f"{name}.json"
        if result.exists():
            return result.read_bytes()
        # What is passed over in a folder may be read where it is named.
        return None if name in self.errors else run("extract", path).stdout or None


@pytest.fixture(scope="session")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return Batch(tmp_path_factory.mktemp("batch"))


def plain(value: str) -> str:
    """A text of CSV without the apostrophe that keeps it from being a formula."""
    return value[1:] if value[:1] == "'" and value[1:2] in ("=", "+", "-", "@") else value


def rows(text: bytes) -> tuple[list[str], list[list[str]]]:
    """The names of the columns and the rows of a CSV that the program exported."""
    head, *body = csv.reader(io.StringIO(text.decode(), newline=""))
    return head, [[plain(value) for value in row] for row in body]
