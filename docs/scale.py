"""What many documents take on many machines, told from the figures of one.

    python docs/scale.py measure FOLDER > figures.json
    python docs/scale.py simulate figures.json --documents 1000000 --machines 10

`measure` reads each document of a folder by itself with the installed package and counts processor time, which says
the same on a machine that is shared. `simulate` draws documents from those that were measured and gives each to the
processor that is free first, which is what an engine does. It needs no package.
"""

from __future__ import annotations

import argparse
import heapq
import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENDINGS = {".pdf", ".docx", ".txt"}


@dataclass(frozen=True)
class Document:
    """A document that was measured."""

    pages: int
    bytes: int
    seconds: float
    """Processor time of reading it, without starting anything."""
    memory: int
    """The most that the largest process held, in bytes."""


def timed(program: str, path: Path) -> tuple[float, int]:
    """Processor seconds and peak memory of the program and its worker, the median of three."""
    runs = []
    for _ in range(3):
        with open(os.devnull, "wb") as nowhere:
            started = subprocess.Popen([program, "extract", "--quiet", str(path)], stdout=nowhere, stderr=nowhere)
            _, _, used = os.wait4(started.pid, 0)
            started.returncode = 0
        runs.append((used.ru_utime + used.ru_stime, used.ru_maxrss << 10))
    return statistics.median(run[0] for run in runs), max(run[1] for run in runs)


def measured(folder: Path) -> dict[str, Any]:
    """The figures of this machine."""
    import rowmend
    from rowmend._program import program

    start, _ = timed(program(), folder / "nothing")
    documents = []
    for path in sorted(path for path in folder.rglob("*") if path.suffix in ENDINGS):
        try:
            pages = rowmend.extract(path).trace["source"].get("pages") or 1
        except rowmend.Error as error:
            print(error, file=sys.stderr)
            continue
        seconds, memory = timed(program(), path)
        documents.append(Document(pages, path.stat().st_size, max(seconds - start, 0.0), memory))
    of_pages = [document for document in documents if document.pages > 1]
    return {
        "version": rowmend.__version__,
        "start": round(start, 4),
        "second_a_document": round(statistics.median(document.seconds for document in documents), 4),
        "second_a_page": round(statistics.median(one.seconds / one.pages for one in of_pages), 4) if of_pages else None,
        "memory_a_worker": max(document.memory for document in documents),
        "documents": [vars(document) for document in documents],
    }


@dataclass(frozen=True)
class Plan:
    """What is to be done, and with what."""

    documents: int
    machines: int
    cores: int
    requests: float
    """Documents that the store hands out a second, to all machines together."""
    bandwidth: float
    """Bytes a second that it gives to one machine."""
    batch: int
    """Documents that go to a processor together."""
    start: float
    """Seconds until the engine has its actors."""
    long_share: float
    """Of so many documents one is `long_pages` long."""
    long_pages: int
    split: int
    """Pages of a work unit at most; 0 where documents stay whole."""


def units(figures: dict[str, Any], plan: Plan) -> Iterator[tuple[float, int]]:
    """Seconds and bytes of each work unit, in the order in which the store names them."""
    known = [Document(**told) for told in figures["documents"]]
    a_page = figures["second_a_page"] or figures["second_a_document"]
    chance = random.Random(1)
    for _ in range(plan.documents):
        drawn = chance.choice(known)
        pages, seconds = drawn.pages, drawn.seconds
        if chance.random() < plan.long_share:
            pages, seconds = plan.long_pages, plan.long_pages * a_page
        parts = -(-pages // plan.split) if plan.split else 1
        for _ in range(parts):
            yield seconds / parts, drawn.bytes


def simulated(figures: dict[str, Any], plan: Plan) -> dict[str, float]:
    """Hours until all is done, and what they would be with nothing in the way."""
    free = [plan.start] * (plan.machines * plan.cores)
    a_core = plan.bandwidth / plan.cores
    work, asked, batch, all_bytes = 0.0, 0, 0.0, 0
    for seconds, size in units(figures, plan):
        work += seconds
        all_bytes += size
        asked += 1
        batch += seconds + size / a_core
        if asked % plan.batch == 0:
            # A processor that is free waits for the store, which hands out so many a second.
            begun = max(heapq.heappop(free), plan.start + asked / plan.requests)
            heapq.heappush(free, begun + batch)
            batch = 0.0
    if batch:
        heapq.heappush(free, heapq.heappop(free) + batch)
    hour = 3600
    return {
        "hours": max(free) / hour,
        "hours_of_processors": work / hour / len(free),
        "hours_of_requests": asked / plan.requests / hour,
        "hours_of_bandwidth": all_bytes / plan.bandwidth / plan.machines / hour,
        "hours_that_the_last_processor_works_alone": (max(free) - sorted(free)[len(free) // 2]) / hour,
        "processors": len(free),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("measure").add_argument("folder", type=Path)
    simulate = verbs.add_parser("simulate")
    simulate.add_argument("figures", type=Path)
    simulate.add_argument("--documents", type=int, default=1_000_000)
    simulate.add_argument("--machines", type=int, default=10)
    simulate.add_argument("--cores", type=int, default=16)
    simulate.add_argument("--requests", type=float, default=3000.0, help="documents a second from the store")
    simulate.add_argument("--bandwidth", type=float, default=500e6, help="bytes a second to a machine")
    simulate.add_argument("--batch", type=int, default=8)
    simulate.add_argument("--start", type=float, default=30.0)
    simulate.add_argument("--long-share", type=float, default=1e-5)
    simulate.add_argument("--long-pages", type=int, default=20_000)
    simulate.add_argument("--split", type=int, default=0, help="pages of a work unit; 0 leaves documents whole")
    asked = vars(parser.parse_args())
    if asked.pop("verb") == "measure":
        json.dump(measured(asked["folder"]), sys.stdout, indent=1)
        return
    figures = json.loads(asked.pop("figures").read_text())
    for name, value in simulated(figures, Plan(**asked)).items():
        print(f"{name:42} {value:10.3f}")


if __name__ == "__main__":
    main()
