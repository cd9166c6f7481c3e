"""A document that brings its reader down costs itself and nothing else."""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import rowmend
import rowmend.rows


def workers() -> list[int]:
    """The processes that this one started and that still run the program."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        # Threads and processes end while they are looked at.
        with contextlib.suppress(FileNotFoundError):
            for child in (task / "children").read_text().split():
                with contextlib.suppress(FileNotFoundError):
                    name = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
                    if b"worker" in name:
                        found.append(int(child))
    return found


def processor_time(process: int) -> float:
    """Seconds that a process has worked."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture()
def long(tmp_path: Path) -> Path:
    """A document that takes some seconds to read."""
    row = "(Author {0}, 2016)\t• Shared vision {0} → improved trust → reduced conflict • Clear roles → less friction\n"
    path = tmp_path / "long.txt"
    path.write_text("Study\tFindings\n" + "".join(row.format(number) for number in range(60_000)))
    return path


def killed_while(work: Callable[[], object]) -> None:
    """Kills the worker that reads, once it has been at it for a while."""

    at_first: dict[int, float] = {worker: processor_time(worker) for worker in workers()}

    def kill() -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            for worker, before in at_first.items():
                if processor_time(worker) > before + 0.2:
                    os.kill(worker, signal.SIGKILL)
                    return
            at_first.update((worker, processor_time(worker)) for worker in workers() if worker not in at_first)
            time.sleep(0.02)

    killer = threading.Thread(target=kill)
    killer.start()
    work()
    killer.join()


def test_a_worker_that_is_killed_loses_one_document_and_says_which(long: Path, dump: Path) -> None:
    results: list[rowmend.Document | rowmend.Error] = []
    killed_while(lambda: results.extend(rowmend.extract_many([dump, long, dump], threads=1)))
    first, lost, last = results
    assert isinstance(first, rowmend.Document)
    assert isinstance(lost, rowmend.UnreadableError), lost
    assert (lost.source, lost.message) == ("long.txt", "the system killed the worker that read it")
    assert last == first


def test_it_is_a_row_on_an_engine(long: Path) -> None:
    rows: list[dict[str, str | None]] = []
    killed_while(lambda: rows.append(rowmend.rows.read(str(long), long.read_bytes())))
    assert (rows[0]["error"], rows[0]["data"]) == ("unreadable", None)
    assert rows[0]["path"] == str(long)
    assert rows[0]["sha256"]


def test_time_and_memory_are_limits(long: Path, dump: Path) -> None:
    with pytest.raises(rowmend.OverLimitError, match="second"):
        rowmend.extract(long, options=rowmend.Options(timeout=1))
    with pytest.raises(rowmend.OverLimitError, match="MiB"):
        rowmend.extract(long, options=rowmend.Options(memory=8))
    assert len(rowmend.extract(dump).studies) == 2


def test_workers_are_used_again(dump: Path) -> None:
    rowmend.extract(dump)
    before = workers()
    assert before
    for _ in range(3):
        rowmend.extract(dump)
    assert workers() == before
    rowmend.extract(dump, isolated=False)
    assert workers() == before


def sent(dump: str) -> int:
    return len(rowmend.extract(dump).studies)


@pytest.mark.parametrize("how", ["fork", "spawn"])
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_copies_of_this_process_have_workers_of_their_own(how: str, dump: Path) -> None:
    rowmend.extract(dump)
    before = workers()
    with multiprocessing.get_context(how).Pool(2) as pool:
        assert pool.map_async(sent, [str(dump)] * 4).get(timeout=60) == [2] * 4
    rowmend.extract(dump)
    assert workers() == before
