#!/usr/bin/env python3
"""compare.py PROGRAM FOLDER... [--metrics FOLDER] [--runs N]: rowmend beside other table extractors, on the same files, in one run,
on one processor.

Every tool extracts the tables of every file (PDF: pdfplumber, PyMuPDF, Camelot, tablers, pdfni; DOCX: python-docx,
pandoc), each in a process of its own, three times (--runs); the fastest run counts. Printed are the median of a whole process,
the median a page, the sum over all files, and the failures. The tools of Python also measure themselves: "inside" is the time without
the start of the interpreter and its imports.

With --metrics FOLDER (a folder with metrics.py: adjacency, rows, score) each tool's tables are also scored against
NAME.truth.json beside the PDF, where there is one.

Peers come from PyPI (pip install pdfplumber pymupdf camelot-py tablers python-docx pypdfium2) and crates.io (cargo
install pdfni); one that is not there is left out, and said so.
"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter

PATIENCE = 120  # seconds for one document

# A peer prints {"seconds": time inside, "tables": [[[text, ...], ...], ...]}: tables as rows of cells, null where a
# cell is covered by another.
PEERS = {
    "pdfplumber": ("pdf", """
import pdfplumber
def read(path):
    with pdfplumber.open(path) as document:
        return [table for page in document.pages for table in page.extract_tables()]
"""),
    "PyMuPDF": ("pdf", """
import pymupdf
def read(path):
    return [table.extract() for page in pymupdf.open(path) for table in page.find_tables().tables]
"""),
    "Camelot": ("pdf", """
import camelot
def read(path):
    return [table.df.values.tolist() for table in camelot.read_pdf(path, pages="all")]
"""),
    "tablers": ("pdf", """
from tablers import Document, find_tables
def read(path):
    found = []
    with Document(path) as document:
        for page in document.pages():
            for table in find_tables(page, extract_text=True):
                tops = sorted({cell.bbox[1] for cell in table.cells})
                rows = [[] for _ in tops]
                for cell in sorted(table.cells, key=lambda cell: cell.bbox[0]):
                    rows[tops.index(cell.bbox[1])].append(cell.text)
                found.append(rows)
    return found
"""),
    "python-docx": ("docx", """
import docx
def read(path):
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(path).tables]
"""),
}
FRAME = """
import json, sys, time
start = time.perf_counter()
tables = read(sys.argv[1])
print(json.dumps({"seconds": time.perf_counter() - start, "tables": tables}))
"""


def commands(program):
    """name -> (kind of file, command without the file, how its output is read)"""
    found = {"rowmend": ("both", [program, "tables", "--format", "json"], rowmend_tables)}
    for name, (kind, code) in PEERS.items():
        test = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        if test.returncode:
            print(f"left out: {name} ({test.stderr.strip().splitlines()[-1]})")
        else:
            found[name] = (kind, [sys.executable, "-c", code + FRAME], peer_tables)
    for name, kind, command, read in (
        ("pdfni", "pdf", ["pdfni"], pdfni_tables),
        ("pandoc", "docx", ["pandoc", "-f", "docx", "-t", "json"], lambda out: (None, None)),
    ):
        if shutil.which(command[0]):
            found[name] = (kind, command, read)
        else:
            print(f"left out: {name} (there is no program {command[0]})")
    return found


def rowmend_tables(out):
    tables = json.loads(out)["tables"]
    return None, [[dict(r0=c["row"], r1=c["row"] + c.get("row_span", 1) - 1, c0=c["col"],
                        c1=c["col"] + c.get("col_span", 1) - 1, text=c["text"]) for c in t["cells"]] for t in tables]


def pdfni_tables(out):
    blocks = [block for page in json.loads(out)["pages"] for block in page["blocks"] if block["type"] == "table"]
    return None, [[dict(r0=r, r1=r, c0=c, c1=c, text=cell["text"]) for r, row in enumerate(block["data"])
                   for c, cell in enumerate(row)] for block in blocks]


def peer_tables(out):
    done = json.loads(out.strip().splitlines()[-1])
    return done["seconds"], [[dict(r0=r, r1=r, c0=c, c1=c, text=text or "") for r, row in enumerate(table)
                              for c, text in enumerate(row)] for table in done["tables"]]


def one(command, path, read, runs):
    """(seconds of the fastest run, seconds inside or None, tables or None); None where it failed"""
    best, inside, tables = None, None, None
    for _ in range(runs):
        start = time.perf_counter()
        try:
            done = subprocess.run([*command, str(path)], capture_output=True, timeout=PATIENCE, text=True)
        except subprocess.TimeoutExpired:
            return None
        spent = time.perf_counter() - start
        # rowmend refuses a document without tables; that is an answer.
        if done.returncode and not (done.returncode == 3 and "no table" in done.stderr):
            return None
        own, tables = read(done.stdout) if done.returncode == 0 else (None, [])
        best = spent if best is None else min(best, spent)
        inside = own if own is None or inside is None else min(inside, own)
    return best, inside, tables


def pages_of(path):
    if path.suffix != ".pdf":
        return 1
    import pypdfium2
    return len(pypdfium2.PdfDocument(str(path)))


def score(metrics, path, tables):
    """(adjacency F1, hits and sums of exact rows) against the best reading of the truth"""
    truth = json.loads(path.with_suffix(".truth.json").read_text())
    best = None
    for reading in truth["readings"] if isinstance(truth, dict) else [truth]:
        want, got, want_rows, got_rows = Counter(), Counter(), Counter(), Counter()
        for table in reading:
            want += metrics.adjacency(table["cells"])
            want_rows += Counter(metrics.rows(table["cells"]))
        for cells in tables:
            got += metrics.adjacency(cells)
            got_rows += Counter(metrics.rows(cells))
        f1 = metrics.score(sum((want & got).values()), sum(want.values()), sum(got.values()))[2]
        rows = (sum((want_rows & got_rows).values()), sum(want_rows.values()), sum(got_rows.values()))
        if best is None or f1 > best[0]:
            best = (f1, rows)
    return best


def compare(tools, folder, metrics, runs):
    for kind in ("pdf", "docx"):
        files = sorted(folder.glob(f"*.{kind}"))
        pages = {path: pages_of(path) for path in files}
        own = {name: tool for name, tool in tools.items() if tool[0] in (kind, "both")}
        if not files:
            continue
        print(f"\n{folder.name}, {kind}: {len(files)} files, {sum(pages.values())} pages")
        print(f"{'':12}{'median':>10}{'a page':>10}{'inside':>10}{'sum':>10}{'failed':>8}{'adjacency':>11}{'rows':>7}")
        for name, (_, command, read) in own.items():
            whole, page, inside, failed, f1s, rows = [], [], [], [], [], [0, 0, 0]
            for path in files:
                done = one(command, path, read, runs)
                if done is None:
                    failed.append(path.name)
                    done = (None, None, [])
                else:
                    whole.append(1000 * done[0])
                    page.append(1000 * done[0] / max(1, pages[path]))
                    if done[1] is not None:
                        inside.append(1000 * done[1] / max(1, pages[path]))
                if metrics and done[2] is not None and path.with_suffix(".truth.json").exists():
                    f1, counts = score(metrics, path, done[2])
                    f1s.append(f1)
                    rows = [a + b for a, b in zip(rows, counts)]
            median = lambda values: f"{statistics.median(values):7.1f} ms" if values else f"{'-':>10}"
            quality = f"{statistics.mean(f1s):11.3f}{metrics.score(*rows)[2]:7.3f}" if f1s else f"{'-':>11}{'-':>7}"
            print(f"{name:12}{median(whole)}{median(page)}{median(inside)}{sum(whole) / 1000:8.1f} s{len(failed):8}{quality}")
            if failed:
                print(f"{'':12}failed: {', '.join(failed[:5])}")


def main():
    words = sys.argv[1:]
    metrics = None
    if "--metrics" in words:
        at = words.index("--metrics")
        sys.path.insert(0, words[at + 1])
        import metrics
        del words[at:at + 2]
    runs = 3
    if "--runs" in words:
        at = words.index("--runs")
        runs = int(words[at + 1])
        del words[at:at + 2]
    if len(words) < 2:
        sys.exit(__doc__)
    if hasattr(os, "sched_setaffinity"):
        # Children inherit it: all tools have one and the same processor.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    tools = commands(words[0])
    for folder in words[1:]:
        compare(tools, pathlib.Path(folder), metrics, runs)


if __name__ == "__main__":
    main()
