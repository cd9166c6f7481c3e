#!/usr/bin/env python3
"""Scores `PROGRAM tables` on documents with truth: one table, a line a source.

    benches/unseen.py PROGRAM SHARED [FOLDER...] [--worst N] [--only NAME...]

A source is a folder with NAME.pdf beside NAME.truth.json; no-tables.txt in it names documents that
print no table. The sources of SHARED/corpus are taken, and those of each further FOLDER; the measures
are those of SHARED/eval/evaluate.py and metrics.py. Needs pypdfium2 (PyPI). Words of the table:

  docs, pages  documents with truth + documents without tables; their pages
  adj F1       neighbouring filled cells (ICDAR 2013), F1, mean over documents
  rows P R F1  exact rows, pooled, on documents whose truth is complete
  crossing     recall of exact rows of tables that stand on more than one page
  cols         true tables whose nearest found table has as many columns
  head         true tables whose nearest found table has as many header rows (where the truth names some)
  split        rows torn over a page that came out exact, of all such
  title        captions of the truth that the nearest found table has as its title, letter for letter;
               +n: titles where there is none
  false full   tables that share no row and no neighbours with a true one, a page of complete documents
  false none   tables found, a page of the documents without tables
  failed       documents without an answer
  ms/page      time of the whole process, a page
"""
import argparse
import json
import pathlib
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

# Documents that are read at a time.
PROCESSES = 2
HEADS = ("source", "docs", "pages", "adj F1", "rows P", "R", "F1", "crossing", "cols", "head", "split", "title", "false full", "false none", "failed",
         "ms/page")


def ask(program, pdf, patience):
    """(tables as the program prints them, or None where it failed; seconds)"""
    start, tables = time.perf_counter(), None
    try:
        done = subprocess.run([program, "tables", str(pdf), "--format", "json"], capture_output=True, timeout=patience)
        tables = [] if done.returncode == 3 and b"no table" in done.stderr else json.loads(done.stdout)["tables"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError, KeyError, TypeError):
        pass
    return tables, time.perf_counter() - start


def nearest(true, found, hits):
    """The found table that shares most neighbours with the true one, or None."""
    best = max(range(len(found)), key=lambda k: (hits(true.pairs, found[k].pairs), -k), default=None)
    return best if best is not None and hits(true.pairs, found[best].pairs) else None


def one(job):
    """The counts of one document."""
    program, pdf, tools = job
    sys.path.insert(0, tools)
    import evaluate
    import metrics
    tables, seconds = ask(program, pdf, evaluate.PATIENCE)
    path = pdf.with_suffix(".truth.json")
    base = dict(pages=evaluate.page_count(pdf), ms=1000 * seconds, failed=tables is None, docs=1)
    if not path.exists():
        return dict(name=pdf.stem, none=True, counts=Counter(base, found=len(tables or [])))
    truth = json.loads(path.read_text(encoding="utf-8"))
    readings, complete = (truth["readings"], truth.get("complete", True)) if isinstance(truth, dict) else ([truth], True)
    found = [evaluate.Signs(evaluate.cells_of(t)) for t in tables or []]

    def judged(reading):
        true = [evaluate.Signs(t["cells"], t.get("pages", ())) for t in reading]
        return *evaluate.judge(true, found), true, reading
    counts, got_rows, true, reading = max((judged(r) for r in readings), key=lambda x: evaluate.f1(x[0], "pairs")[2])
    for told, signs in zip(reading, true):
        k = nearest(signs, found, evaluate.hits)
        got = (tables or [])[k] if k is not None else {}
        if told.get("header_rows"):
            counts.update(heads=1, heads_right=got.get("header_rows") == told["header_rows"])
        if "caption" in told:
            title = metrics.normal(got.get("title"))
            if told["caption"]:
                counts.update(titles=1, titles_right=title == metrics.normal(told["caption"]))
            else:
                counts.update(titles_invented=bool(title))
    broken = metrics.split_rows(reading, pdf)
    counts.update(broken=len(broken), whole=sum(row in got_rows for row in broken), **base)
    return dict(name=pdf.stem, none=False, complete=complete, f1=evaluate.f1(counts, "pairs")[2], counts=counts)


def line(name, results, f1):
    """The words of one source's line."""
    truths = [r for r in results if not r["none"]]
    total = lambda some: sum((r["counts"] for r in some), Counter())
    everything, full, none = total(truths), total([r for r in truths if r["complete"]]), total([r for r in results if r["none"]])
    share = lambda c, a, b: f"{c[a] / c[b]:.3f}" if c[b] else "-"
    parts = lambda c, a, b: f"{c[a]}/{c[b]}" if c[b] else "-"
    score = f1(full, "rows")
    shown = [f"{x:.3f}" for x in score] if full["docs"] else ["-"] * 3
    both = everything + none
    title = parts(everything, "titles_right", "titles") + (f" +{everything['titles_invented']}" if everything["titles_invented"] else "")
    return (name, f"{everything['docs']}+{none['docs']}", str(both["pages"]), f"{sum(r['f1'] for r in truths) / len(truths):.3f}" if truths else "-", *shown,
            share(everything, "crossing_hit", "crossing_true"), share(everything, "columns_right", "tables_true"), share(everything, "heads_right", "heads"),
            parts(everything, "whole", "broken"), title, share(full, "false", "pages"), share(none, "found", "pages"), str(int(both["failed"])),
            f"{both['ms'] / max(both['pages'], 1):.0f}")


def documents(folder):
    """PDFs of a source: those with truth about tables, and those without tables."""
    names = (folder / "no-tables.txt").read_text().split() if (folder / "no-tables.txt").exists() else []
    out = []
    for pdf in sorted(folder.glob("*.pdf")):
        path = pdf.with_suffix(".truth.json")
        if pdf.stem in names:
            out.append(pdf)
        elif path.exists():
            told = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(told, list) or "readings" in told:
                out.append(pdf)
    return out


def sources(folders):
    """[(name, PDFs)]: the folders themselves, or the folders in them."""
    out = []
    for folder in folders:
        inside = documents(folder)
        if inside:
            out.append((folder.name, inside))
        else:
            label = "" if folder.name == "corpus" else folder.name + "/"
            out += [(label + sub.name, found) for sub in sorted(folder.iterdir()) if sub.is_dir() for found in [documents(sub)] if found]
    return out


def mean(lines):
    """The mean of what every source says, each source counting as one."""
    cells = []
    for values in zip(*lines):
        numbers = [float(v) for v in values if v.replace(".", "", 1).isdigit() and "." in v]
        cells.append(f"{sum(numbers) / len(numbers):.3f}" if numbers else "")
    return ("mean of sources", *cells[1:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("folders", nargs="*", type=pathlib.Path)
    parser.add_argument("--worst", type=int, default=0, help="name so many of the worst documents of each source")
    parser.add_argument("--only", nargs="*", default=[], help="names of sources")
    words = parser.parse_args()
    tools = str(words.shared / "eval")
    sys.path.insert(0, tools)
    import evaluate
    lines, worst = [], []
    with ProcessPoolExecutor(PROCESSES) as pool:
        for name, pdfs in sources([words.shared / "corpus", *words.folders]):
            if words.only and name not in words.only:
                continue
            results = list(pool.map(one, [(words.program, pdf, tools) for pdf in pdfs], chunksize=2))
            lines.append(line(name, results, evaluate.f1))
            low = sorted((r for r in results if not r["none"]), key=lambda r: (r["f1"], r["name"]))[:words.worst]
            worst += [f"{name}: " + ", ".join(f"{r['name']} {r['f1']:.2f}" for r in low)] if low else []
    lines = [HEADS, *lines, mean(lines)]
    widths = [max(len(row[k]) for row in lines) for k in range(len(HEADS))]
    for row in lines:
        print("  ".join(v.ljust(w) if k == 0 else v.rjust(w) for k, (v, w) in enumerate(zip(row, widths))).rstrip())
    print("\n".join(worst))


if __name__ == "__main__":
    main()
