#!/usr/bin/env python3
"""Measures how `rowmend diff` tells revisions as authors make them.

    benches/revise.py PROGRAM FOLDER-OR-FILE... [--work FOLDER] [--seed N] [--rounds N] [--ways 02,06]
                      [--only NAME] [--show N] [--pairs FOLDER]

Needs lxml; with python-docx, documents are also saved anew by it. Each Word document is revised in the
ways of revisions/ways.py, and what the diff of the two extractions tells is held against what was done.
`--show N` prints N pairs that were not told exactly; `--pairs` prints what is told of the pairs
`NAME-v1`, `NAME-v2` of a folder beside `NAME.truth.txt` or README.txt, for a person to read.

What counts:
- faithful: the second extraction is the first with nothing changed but what the edit says. Only such
  pairs can be told exactly by the diff; the others show faults of extraction (or a wrong edit of this
  program). Record ids, column keys and table ids are not compared, for they follow from the rest.
- exact: the changes told are those done, no more and no less, judged by place and text.
- words: those told as gone or come, against those by which the two documents differ (multisets), and
  against those that the edit itself changed. Told words beyond both are too many.
- lines of text told for each change done.

What a reader accepts beside the edit itself:
- `record-renamed` where the pair is one record and its id had to follow (so it must be told, too);
- `table-renamed` where the pair is one table, and a `column-changed` of the key alone;
- the values of a column that comes or goes, each from or to the empty value;
- of moves, any smallest set that leaves the rest in order;
- of a citation whose text stays, another year, which is that of its row;
- of typography alone: nothing, or values that differ in typography alone.
Running numbers that an added row shifts are changes done, one a record; a text may tell them in a line.
"""
import argparse
import concurrent.futures
import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from revisions import score, word
from revisions.ways import WAYS

PLENTY = 2  # editable tables from which on a document is revised in several rounds
WORKERS = 2


def documents(places):
    """Word documents by name, each content once."""
    found, seen = {}, set()
    for place in map(Path, places):
        for path in sorted(place.glob("*.docx")) if place.is_dir() else [place]:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if digest not in seen:
                seen.add(digest)
                name = path.stem if path.stem not in found else f"{path.stem}-{digest[:6]}"
                found[name] = path
    return found


def extract(program, folder, out):
    """The JSON of each document of a folder, by name; read again only where it changed."""
    subprocess.run([program, "extract", folder, "-o", out, "-q", "--no-decisions", "--threads", str(WORKERS)],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return {p.name[:-len(".docx.json")]: p for p in Path(out).glob("*.docx.json")}


def revise(task):
    """Makes the revised copies of a document; what was done to each, as plain data."""
    name, path, read, folder, options = task
    document, made = json.loads(Path(read).read_text()), []
    try:
        plenty = sum(t.sure for t in word.Draft(path, document).tables) >= PLENTY
    except (KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as error:
        return name, f"not revised: {error}"
    for way, edit in WAYS.items():
        said = set()
        for number in range(options.rounds if plenty and not way.startswith("01") else 1):
            if options.ways and not any(way.startswith(x) for x in options.ways.split(",")):
                continue
            draft = word.Draft(path, document)
            log = edit(draft, random.Random(f"{options.seed}/{name}/{way}/{number}"))
            if log and log not in said:
                said.add(log)
                made.append({"name": f"{name}~{way}~{number}", "of": name, "way": way, "log": log, "typed": draft.typed,
                             "expected": score.plain(draft.tables)})
                draft.bytes_to(folder / f"{made[-1]['name']}.docx")
    if not options.ways or "01" in options.ways:
        made += saved_anew(name, path, document, folder)
    return name, made


def saved_anew(name, path, document, folder):
    """The document as python-docx writes it, where that is here and can read it."""
    try:
        import docx
        docx.Document(str(path)).save(str(folder / f"{name}~01-saved~0.docx"))
    except Exception:  # Whatever python-docx cannot read is not measured.
        return []
    return [{"name": f"{name}~01-saved~0", "of": name, "way": "01-saved", "log": "saved anew", "typed": False,
             "expected": score.plain(word.model(document))}]


def diff(program, before, after, form):
    run = subprocess.run([program, "diff", "--flags", "never", "--format", form, before, after], capture_output=True)
    return run.stdout.decode() if run.returncode < 2 else None


def judge(task):
    program, pair, before, after = task
    if after is None:
        return {**pair, "lost": "the revised document was not read"}
    told = diff(program, before, after, "json")
    if told is None:
        return {**pair, "lost": "the diff failed"}
    pair["lines"] = len(diff(program, before, after, "text").splitlines())
    old, new = (json.loads(Path(x).read_text()) for x in (before, after))
    told = json.loads(told)
    return score.score(pair, old, new, told["changes"], told.get("moves", []))


def percent(part, whole):
    return f"{part / whole:.3f}" if whole else "-"


def report(pairs):
    row = ("{:18}" + "{:>9}" * 7).format
    print(row("", "pairs", "faithful", "exact", "of faith", "too many", "beyond", "lines"))
    for way in [*sorted({p["way"] for p in pairs}), "all"]:
        some = [p for p in pairs if way in ("all", p["way"])]
        read = [p for p in some if "lost" not in p]
        true = [p for p in read if not p["faults"]]
        lines = sum(p["lines"] for p in true) / max(1, sum(sum(p["done"].values()) for p in true))
        print(row(way, len(some), len(true), sum(p["exact"] for p in read), sum(p["exact"] for p in true),
                  sum(p["words_told"] > max(p["words_apart"], p["words_done"]) for p in read),
                  sum(p["words_told"] > p["words_apart"] for p in read), f"{lines:.1f}" if any(p["done"] for p in true) else "-"))
    print("too many: words told > words apart and > words done; beyond: > words apart (the law);"
          "\nlines: of text, for each change done, of faithful pairs\n")
    for title, some in (("all pairs", [p for p in pairs if "lost" not in p]),
                        ("faithful pairs", [p for p in pairs if "lost" not in p and not p["faults"]])):
        print(("{:18}" + "{:>9}" * 5).format(title, "done", "told", "right", "precision", "recall"))
        kinds = sorted({f[0] for p in some for f in [*p["done"], *p["told"]]})
        for kind in [*kinds, "all"]:
            count = lambda facts: sum(n for f, n in facts.items() if kind in ("all", f[0]))
            sums = [sum(count(x) for x in xs) for xs in (
                [p["done"] for p in some], [p["told"] for p in some], [p["done"] & p["told"] for p in some])]
            print(("{:18}" + "{:>9}" * 5).format(kind, *sums, percent(sums[2], sums[1]), percent(sums[2], sums[0])))
        print()


def show(pairs, most):
    wrong = [p for p in pairs if "lost" in p or not p["exact"] or p["words_told"] > max(p["words_apart"], p["words_done"])]
    for pair in wrong[:most]:
        print(f"== {pair['name']}: {pair['log'][:300]}")
        if "lost" in pair:
            print(f"   {pair['lost']}")
            continue
        print(f"   words told {pair['words_told']}, apart {pair['words_apart']}, done {pair['words_done']}; lines {pair['lines']}")
        for fault in pair["faults"][:4]:
            print(f"   extraction: {fault[:400]}")
        for head, facts in (("not told", pair["done"] - pair["told"]), ("told wrongly", pair["told"] - pair["done"])):
            for fact in list(facts)[:4]:
                print(f"   {head}: {str(fact)[:300]}")
            if len(facts) > 4:
                print(f"   {head}: {len(facts) - 4} more")


def beside(program, folder):
    """What is told of pairs with a truth for people."""
    for before in sorted(Path(folder).glob("*-v1.*")):
        after = before.with_name(before.name.replace("-v1.", "-v2."))
        truth = before.with_name(before.name.split("-v1.")[0] + ".truth.txt")
        print(f"==== {before.name} -> {after.name}\n-- truth")
        print(truth.read_text().strip() or "nothing changed" if truth.exists() else "see README.txt")
        print("-- told")
        print(diff(program, before, after, "text") or "nothing, or trouble")
    for document in sorted(Path(folder).glob("*.docx")):
        if document.with_suffix(".pdf").exists():
            print(f"==== {document.name} -> its print\n-- told")
            print(diff(program, document, document.with_suffix(".pdf"), "text") or "nothing, or trouble")
    for readme in Path(folder).glob("README.txt"):
        print(readme.read_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("places", nargs="*")
    parser.add_argument("--work", help="where pairs and extractions are kept")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ways", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--pairs", action="append", default=[])
    options = parser.parse_args()
    for folder in options.pairs:
        beside(options.program, folder)
    if options.places:
        measure(options)


def measure(options):
    found = {n: p for n, p in documents(options.places).items() if options.only in n}
    build = hashlib.sha256(Path(options.program).read_bytes()).hexdigest()[:12]
    work = Path(options.work or tempfile.mkdtemp(prefix="revise-")) / f"{build}-{options.seed}"
    first, second = work / "first", work / "second"
    for folder in (first, second):
        folder.mkdir(parents=True, exist_ok=True)
    for name, path in found.items():
        shutil.copyfile(path, first / f"{name}.docx")
    read = {n: p for n, p in extract(options.program, first, work / "first.json").items() if n in found}
    tasks = [(n, found[n], p, second, options) for n, p in sorted(read.items())]
    with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
        made = list(pool.map(revise, tasks))
        for name, reason in made:
            if isinstance(reason, str):
                print(f"{name}: {reason}", file=sys.stderr)
        pairs = [p for _, some in made if not isinstance(some, str) for p in some]
        for stale in [] if options.ways or options.only else set(second.iterdir()) - {second / f"{p['name']}.docx" for p in pairs}:
            stale.unlink()
        after = extract(options.program, second, work / "second.json")
        pairs = list(pool.map(judge, [(options.program, p, read[p["of"]], after.get(p["name"])) for p in pairs], chunksize=8))
    print(f"{len(found)} documents, {len(read)} read, {len({p['of'] for p in pairs})} revised; kept in {work}\n")
    report(pairs)
    show(pairs, options.show)


if __name__ == "__main__":
    main()
