#!/usr/bin/env python3
"""Holds the grid that rowmend reads from Word documents against pandoc's and LibreOffice's.

    benches/docx_grids.py READER FOLDER-OR-FILE... [--html FOLDER]

READER is target/debug/examples/docx_fragments, which prints the tables of a file as JSON lines. What
LibreOffice reads comes from the HTML that it writes: `--html` names a folder that has it already.
Rows, columns, spans and the beginnings of texts are compared. Where pandoc and LibreOffice agree
with each other, rowmend should agree with them; every table where it does not is printed with all
three. A tool that is not here is left out, and said so.
"""
import collections
import html.parser
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def letters(text):
    return "".join(c for c in text if c.isalnum()).upper()[:40]


def words(blocks, out):
    """The text of pandoc's blocks, notes left aside."""
    if isinstance(blocks, dict):
        if blocks.get("t") == "Str":
            out.append(blocks["c"])
        elif blocks.get("t") in ("Math", "Code", "RawInline"):
            out.append(blocks["c"][-1])
        elif blocks.get("t") not in ("Note", "Image"):
            words(blocks.get("c"), out)
    elif isinstance(blocks, list):
        for block in blocks:
            words(block, out)
    return "".join(out)


def pandoc_tables(node, out):
    if isinstance(node, dict):
        if node.get("t") == "Table":
            out.append(node["c"])
        pandoc_tables(node.get("c"), out)
    elif isinstance(node, list):
        for part in node:
            pandoc_tables(part, out)


def from_pandoc(path):
    run = subprocess.run(["pandoc", "-f", "docx", "-t", "json", str(path)], capture_output=True, timeout=60)
    if run.returncode:
        return None
    found = []
    pandoc_tables(json.loads(run.stdout)["blocks"], found)
    drawn = []
    for table in found:
        rows = list(table[3][1]) + [row for body in table[4] for row in body[2] + body[3]] + table[5][1]
        drawn.append([[(cell[2], cell[3], letters(words(cell[4], []))) for cell in row[1]] for row in rows])
    return drawn


class Page(html.parser.HTMLParser):
    """The tables of a page, the outer one first; a cell's text is with all that is nested in it."""

    def __init__(self):
        super().__init__()
        self.tables, self.open = [], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "table":
            self.tables.append([])
            self.open.append([self.tables[-1], None])
        elif tag == "tr" and self.open:
            self.open[-1][0].append([])
        elif tag in ("td", "th") and self.open and self.open[-1][0]:
            cell = [int(attributes.get("rowspan", 1)), int(attributes.get("colspan", 1)), ""]
            self.open[-1][0][-1].append(cell)
            self.open[-1][1] = cell

    def handle_endtag(self, tag):
        if tag == "table" and self.open:
            self.open.pop()

    def handle_data(self, text):
        for _, cell in self.open:
            if cell is not None:
                cell[2] += text


def from_html(path):
    page = Page()
    page.feed(path.read_text(errors="replace"))
    return [[[(rows, cols, letters(text)) for rows, cols, text in row] for row in table] for table in page.tables]


def from_rowmend(reader, path):
    run = subprocess.run([reader, str(path)], capture_output=True, timeout=60)
    if run.returncode:
        return None
    tables = [json.loads(line) for line in run.stdout.decode().split("\n") if line][:-1]
    return [[[(cell["rows"], cell["cols"], letters("".join(line["text"] for line in cell["lines"])))
              for cell in row["cells"]] for row in table["rows"]] for table in tables]


def filled(tables):
    """Rows without any text and tables without any are drawn by some and not by others."""
    kept = [[row for row in table if any(text for _, _, text in row)] for table in tables]
    return [table for table in kept if table]


def main(words_given):
    folder = None
    if "--html" in words_given:
        at = words_given.index("--html")
        folder = Path(words_given[at + 1])
        del words_given[at:at + 2]
    reader, files = words_given[0], []
    for place in map(Path, words_given[1:]):
        if not place.exists():
            print(f"skipped: {place} is not here")
        files += sorted(place.rglob("*.docx")) if place.is_dir() else [place]
    if not shutil.which("pandoc"):
        print("skipped: pandoc is not here")
        return
    if folder is None:
        if not shutil.which("soffice"):
            print("skipped: soffice is not here")
            return
        folder = Path(tempfile.mkdtemp())
        for at in range(0, len(files), 40):
            command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
                       "html:HTML (StarWriter)", "--outdir", str(folder), *map(str, files[at:at + 40])]
            try:
                subprocess.run(command, capture_output=True, timeout=200)
            except subprocess.TimeoutExpired:
                print("LibreOffice hangs on one of", [path.name for path in files[at:at + 40]])
    count, names = collections.Counter(), collections.Counter(path.stem for path in files)
    for path in files:
        page = folder / (path.stem + ".html")
        try:
            ours, pandoc = from_rowmend(reader, path), from_pandoc(path)
        except subprocess.TimeoutExpired:
            count["a reader hangs"] += 1
            continue
        if ours is None or pandoc is None or not page.exists() or names[path.stem] > 1:
            count["not read by all three, or one name twice"] += 1
            continue
        ours, pandoc, office = filled(ours), filled(pandoc), filled(from_html(page))
        if not pandoc and not office and not ours:
            count["without tables"] += 1
            continue
        if len(pandoc) != len(office):
            count["the others find unlike numbers of tables"] += 1
            continue
        for number, (theirs, other) in enumerate(zip(pandoc, office), start=1):
            if theirs != other:
                count["tables on which the others differ"] += 1
                continue
            mine = ours[number - 1] if len(ours) == len(pandoc) else next((t for t in ours if t == theirs), None)
            if mine == theirs:
                count["tables on which all agree"] += 1
                continue
            count["tables on which rowmend alone differs"] += 1
            print(f"{path.name}, table {number} of {len(pandoc)} (rowmend {len(ours)})")
            for at, (m, t) in enumerate(zip(mine or [], theirs), start=1):
                if m != t:
                    print(f"    row {at}: {[c for c in m if c not in t][:5]}; the others {[c for c in t if c not in m][:5]}")
                    break
    for name, number in sorted(count.items()):
        print(f"{number:6} {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
