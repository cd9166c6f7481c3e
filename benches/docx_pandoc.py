#!/usr/bin/env python3
"""Holds the grid that rowmend reads from Word documents against pandoc's: rows, columns and spans.

    benches/docx_pandoc.py PROGRAM FOLDER-OR-FILE...

PROGRAM FILE prints the tables of FILE as JSON lines, as for docx_corpus.py. Every table whose
drawing differs is listed with both drawings; a table that pandoc does not give is counted.
pandoc must be on the path; without it nothing is measured, and said so.
"""
import collections
import json
import shutil
import subprocess
import sys
from pathlib import Path


def words(blocks, out):
    if isinstance(blocks, dict):
        if blocks.get("t") == "Str":
            out.append(blocks["c"])
        elif blocks.get("t") in ("Math", "Code", "RawInline"):
            out.append(blocks["c"][-1])
        elif blocks.get("t") != "Note":
            words(blocks.get("c"), out)
    elif isinstance(blocks, list):
        for block in blocks:
            words(block, out)
    return "".join(out)


def tables(node, out):
    if isinstance(node, dict):
        if node.get("t") == "Table":
            out.append(node["c"])
        tables(node.get("c"), out)
    elif isinstance(node, list):
        for part in node:
            tables(part, out)


def drawing(table):
    head, bodies, foot = table[3], table[4], table[5]
    rows = list(head[1])
    for body in bodies:
        rows += body[2] + body[3]
    rows += foot[1]
    drawn = []
    for row in rows:
        # cells: attributes, alignment, rows, columns, blocks
        drawn.append([(cell[2], cell[3], letters(words(cell[4], []))) for cell in row[1]])
    return drawn


def letters(text):
    return "".join(c for c in text if c.isalnum()).upper()[:60]


def main(arguments):
    if not shutil.which("pandoc"):
        print("skipped: pandoc is not here")
        return
    program, files = arguments[0], []
    for place in map(Path, arguments[1:]):
        if not place.exists():
            print(f"skipped: {place} is not here")
        files += sorted(place.rglob("*.docx")) if place.is_dir() else [place]
    count = collections.Counter()
    for path in files:
        run = subprocess.run([program, str(path)], capture_output=True, timeout=60)
        try:
            other = subprocess.run(["pandoc", "-f", "docx", "-t", "json", str(path)],
                                   capture_output=True, timeout=60)
        except subprocess.TimeoutExpired:
            count["pandoc hangs"] += 1
            continue
        if run.returncode or other.returncode:
            count[f"refused by {'rowmend ' if run.returncode else ''}{'pandoc' if other.returncode else ''}"] += 1
            continue
        ours = [json.loads(line) for line in run.stdout.decode().split("\n") if line][:-1]
        theirs = []
        tables(json.loads(other.stdout)["blocks"], theirs)
        if len(ours) != len(theirs):
            count["another number of tables"] += 1
            print(f"{path.name}: {len(ours)} tables, pandoc {len(theirs)}")
            continue
        for number, (mine, table) in enumerate(zip(ours, theirs), start=1):
            truth = drawing(table)
            drawn = [[(c["rows"], c["cols"], letters("".join(l["text"] for l in c["lines"])))
                      for c in row["cells"]] for row in mine["rows"]]
            # pandoc cannot tell nested text apart from its table; compare grids, then texts.
            grid = lambda rows: [[cell[:2] for cell in row] for row in rows if row]
            if grid(drawn) == grid(truth):
                same = all(a[2] == b[2] for r, t in zip(drawn, truth) for a, b in zip(r, t))
                count["same" if same else "same grid, other text"] += 1
                if same:
                    continue
            else:
                count["other grid"] += 1
            print(f"{path.name}, table {number}")
            for at, (m, t) in enumerate(zip(drawn + [[]] * len(truth), truth + [[]] * len(drawn))):
                if m != t:
                    print(f"    row {at + 1}: {[c for c in m if c not in t][:6]} pandoc {[c for c in t if c not in m][:6]}")
                    break
    print(dict(count))


if __name__ == "__main__":
    main(sys.argv[1:])
