"""What is exported, opened by the programs that it is for, and held against the JSON cell by cell.

    python tests/readers/readers.py PROGRAM

Needs the packages of requirements.txt. Graphviz, R and LibreOffice are asked where they are there; which were
not is told. PROGRAM is rowmend with the features sqlite and parquet.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import networkx
import openpyxl
import pandas

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NAMES = ["dump/appendix.txt", "docx/real-lists.docx", "docx/merged-cells.docx", "docx/symbols-and-equation.docx"]
ARROW = " → "


def text(value):
    """A value as one text, as FORMAT.md has it."""
    if isinstance(value, dict):
        return value["text"] or ""
    if isinstance(value, list):
        return "\n".join("  " * item.get("level", 0) + ARROW.join(item["steps"]) for item in value)
    return value or ""


def plain(value):
    """A text of CSV without the apostrophe that keeps it from being a formula."""
    return value[1:] if value[:1] == "'" and value[1:2] in "=+-@" else value


class Sample:
    """A sample, read by the program, and its exports."""

    def __init__(self, program, folder, name):
        self.program, self.folder, self.path = program, folder, SAMPLES / name
        self.name = self.path.name
        self.document = json.loads(self.run("extract", self.path).stdout)

    def run(self, *arguments):
        return subprocess.run([self.program, *map(str, arguments)], check=True, capture_output=True)

    def export(self, form, *more):
        """The folder with an export."""
        output = Path(tempfile.mkdtemp(dir=self.folder))
        self.run("export", self.path, "--to", form, "-o", output, *more)
        return output

    def records(self):
        for table in self.document["tables"]:
            for record in table["records"]:
                yield table, record

    def steps(self):
        for table, record in self.records():
            for column, value in record["cells"].items():
                for at, item in enumerate(value if isinstance(value, list) else []):
                    for number, step in enumerate(item["steps"]):
                        yield (table["id"], record["id"], column, at, number, step)

    def links(self):
        steps = list(self.steps())
        return sum(1 for a, b in zip(steps, steps[1:]) if a[:4] == b[:4])


def same(what, ours, theirs):
    if ours != theirs:
        sys.exit(f"{what} differs:\n  JSON:   {ours!r}\n  reader: {theirs!r}")


def wide(sample, frame, what):
    """A frame with a row for each record of one table."""
    for (table, record), (_, row) in zip(sample.records(), frame.iterrows(), strict=True):
        for column in table["columns"]:
            name = column["header"].strip() or column["key"]
            same(f"{what} {sample.name} {record['id']}.{column['key']}", text(record["cells"][column["key"]]), plain(row[name]))
        same(f"{what} {sample.name} record", record["id"], row["record"])


def csv(sample):
    folder = sample.export("csv", "--shape", "wide")
    files = sorted(folder.glob("*.csv"))
    frame = pandas.concat([pandas.read_csv(file, dtype=str, keep_default_na=False) for file in files])
    wide(sample, frame, "pandas")
    folder = sample.export("csv", "--shape", "tidy")
    steps = pandas.read_csv(folder / "steps.csv", dtype={"text": str}, keep_default_na=False)
    rows = steps[["table", "record", "column", "item", "step", "text"]].itertuples(index=False, name=None)
    same(f"pandas {sample.name} steps", list(sample.steps()), [(*row[:5], plain(row[5])) for row in rows])
    if shutil.which("Rscript"):
        code = "x <- read.csv(commandArgs(TRUE)[1], colClasses='character', encoding='UTF-8'); cat(x$text, sep='\\036')"
        told = subprocess.run(["Rscript", "-e", code, folder / "steps.csv"], check=True, capture_output=True)
        theirs = told.stdout.decode().split("\x1e") if told.stdout else []
        same(f"R {sample.name} steps", [step[-1] for step in sample.steps()], [plain(one) for one in theirs])


def xlsx(sample):
    book = openpyxl.load_workbook(workbook(sample))
    studies = [sheet for sheet in book if sheet.title.startswith("Studies")]
    frames = [pandas.DataFrame(list(sheet.values)[1:], columns=next(sheet.values)).fillna("") for sheet in studies]
    wide(sample, pandas.concat(frames).fillna(""), "openpyxl")
    formulas = [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    same(f"openpyxl {sample.name} formulas", [], formulas)
    flags = sum(1 for _, record in sample.records() for _ in {(f["column"], f.get("item")) for f in record.get("flags", [])})
    same(f"openpyxl {sample.name} places to look at", flags, sum(1 for row in list(book["Flags"].values)[1:] if row[-1]))


def workbook(sample):
    path = sample.folder / f"{sample.name}.xlsx"
    sample.run("export", sample.path, "-o", path)
    return path


def databases(sample):
    folder = sample.export("parquet")
    frame = pandas.read_parquet(folder / "steps.parquet")
    rows = frame[["table", "record", "column", "item", "step", "text"]].itertuples(index=False, name=None)
    same(f"pyarrow {sample.name} steps", list(sample.steps()), list(rows))
    path = sample.folder / f"{sample.name}.sqlite"
    sample.run("export", sample.path, "-o", path)
    with sqlite3.connect(path) as database:
        rows = database.execute('SELECT "table", record, "column", item, step, text FROM steps').fetchall()
        same(f"sqlite3 {sample.name} steps", list(sample.steps()), rows)
        studies = database.execute("SELECT record FROM studies").fetchall()
    same(f"sqlite3 {sample.name} studies", [record["id"] for _, record in sample.records()], [one for (one,) in studies])


def webs(sample):
    path = sample.folder / f"{sample.name}.graphml"
    sample.run("export", sample.path, "-o", path)
    graph = networkx.read_graphml(path)
    weight = sum(data["weight"] for _, _, data in graph.edges(data=True))
    same(f"networkx {sample.name} links", sample.links(), weight)
    for form, key in [("cytoscape", "elements"), ("kumu", "connections")]:
        json.loads(next(sample.export(form).iterdir()).read_text())[key]
    links = pandas.read_csv(next(sample.export("links").iterdir()))
    same(f"pandas {sample.name} links", sample.links(), int(links["weight"].sum()))
    book = openpyxl.load_workbook(next(sample.export("causal-map").iterdir()))
    same(f"openpyxl {sample.name} causal map", sample.links(), book["links"].max_row - 1)
    if shutil.which("dot"):
        subprocess.run(["dot", "-Tsvg", next(sample.export("dot").iterdir())], check=True, capture_output=True)


def office(sample):
    """LibreOffice opens the workbook and the Word document."""
    path = sample.folder / f"{sample.name}.docx"
    if sample.path.suffix != ".docx":
        sample.run("export", sample.path, "-o", path)
    for file, form in [(workbook(sample), "csv"), (path, "txt:Text")]:
        if file.exists():
            command = ["soffice", "--headless", "--convert-to", form, "--outdir", sample.folder / "office", file]
            subprocess.run(command, check=True, capture_output=True)
            made = sample.folder / "office" / file.with_suffix("." + form.split(":")[0]).name
            first = next(record for _, record in sample.records())
            if text(next(iter(first["cells"].values()))) not in made.read_text(encoding="utf-8-sig"):
                sys.exit(f"LibreOffice does not show the first study of {file}")


def main(program):
    program = str(Path(program).resolve())
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            sample = Sample(program, Path(folder), name)
            for check in [csv, xlsx, databases, webs]:
                check(sample)
            # Its spreadsheet is a package of its own.
            if shutil.which("localc"):
                office(sample)
            print(f"{name}: the same for all readers")
    missing = [one for one in ["Rscript", "dot", "localc"] if not shutil.which(one)]
    if missing:
        print(f"note: NOT ASKED, because not installed: {', '.join(missing)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
