#!/usr/bin/env python3
"""Writes made-up reviews as Word documents in fourteen styles, prints them with LibreOffice, and scores
what is read of both.

    benches/word_layouts.py PROGRAM [SHARED] [STYLE...]

The data comes from SHARED/corpus/made/*.records.json (default ../shared), the documents from python-docx
(PyPI), the prints from soffice, the score from SHARED/eval/records.py. Prints a line for each style and
format, its documents together. Skipped, with a reason, where one of these is not here.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# Style of the table, what its lists are, whether the header is repeated, landscape, size of letters in
# points, whether rows stay on one page, the arrow.
STYLES = {
    "grid": ("Table Grid", "List Bullet", True, True, 8.5, False, "→"),
    "no rulings": ("Normal Table", "List Bullet", True, True, 9, False, "→"),
    "no rulings, typed bullets": ("Normal Table", "typed", True, True, 9, False, "→"),
    "no rulings, portrait": ("Normal Table", "List Bullet", False, False, 7, False, "→"),
    "light grid": ("Light Grid Accent 1", "List Bullet", True, True, 8.5, False, "→"),
    "shaded rows": ("Light Shading Accent 1", "List Bullet", True, True, 8.5, False, "→"),
    "dark header, ->": ("Medium Shading 1 Accent 2", "List Bullet", True, True, 8.5, False, "->"),
    "numbers through the document": ("Table Grid", "List Number", True, False, 7.5, False, "→"),
    "dashes, line breaks": ("Table Grid", "dashes", True, True, 8.5, False, "➔"),
    "one header": ("Table Grid", "List Bullet", False, True, 8.5, False, "→"),
    "rows on one page": ("Table Grid", "List Bullet", True, True, 8.5, True, "→"),
    "semicolons": ("Table Grid", "semicolons", True, True, 8.5, False, "→"),
    "paragraphs": ("Light List", "paragraphs", True, True, 8.5, False, "→"),
    "arrows of Wingdings": ("Table Grid", "List Bullet", True, True, 8.5, False, None),
}


def element(parent, name, **attributes):
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    parent.append(made)


def write(paragraph, text, arrow, points):
    from docx.shared import Pt
    for number, part in enumerate(text.split(" → ")):
        if number and arrow:
            paragraph.add_run(f" {arrow} ").font.size = Pt(points)
        elif number:
            paragraph.add_run(" ")
            element(paragraph.add_run()._r, "w:sym", font="Wingdings", char="F0E0")
            paragraph.add_run(" ")
        paragraph.add_run(part).font.size = Pt(points)


def fill(cell, value, kind, arrow, points):
    from docx.shared import Pt
    first = cell.paragraphs[0]
    if not isinstance(value, list):
        return write(first, value, arrow, points)
    for number, item in enumerate(value):
        if kind == "dashes":
            if number:
                first.add_run().add_break()
            write(first, f"– {item}", arrow, points)
        elif kind == "semicolons":
            write(first, item + ("; " if number + 1 < len(value) else ""), arrow, points)
        else:
            paragraph = cell.add_paragraph() if number else first
            if kind.startswith("List"):
                paragraph.style = kind
            paragraph.paragraph_format.space_after = Pt(0)
            write(paragraph, f"• {item}" if kind == "typed" else item, arrow, points)


def make(data, style, path):
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm
    table_style, kind, repeated, landscape, points, whole, arrow = style
    document = Document()
    page = document.sections[0]
    if landscape:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = page.page_height, page.page_width
    page.left_margin = page.right_margin = Cm(1.8)
    document.add_paragraph("Table S1. Characteristics of the included studies")
    table = document.add_table(rows=1, cols=len(data["columns"]))
    table.style = table_style
    for cell, header in zip(table.rows[0].cells, data["columns"]):
        write(cell.paragraphs[0], header, "→", points)
        for run in cell.paragraphs[0].runs:
            run.bold = True
    if repeated:
        element(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", val="true")
    for values in data["rows"]:
        row = table.add_row()
        if whole:
            element(row._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, value in zip(row.cells, values):
            fill(cell, value, kind, arrow, points)
    document.add_paragraph("RCT = randomised controlled trial.")
    document.save(path)


def main(program, shared="../shared", *wanted):
    made = sorted(pathlib.Path(shared).glob("corpus/made/*.records.json"))
    if not made:
        return print(f"skipped: there is no corpus in {shared}")
    if not shutil.which("soffice"):
        return print("skipped: soffice is not here")
    try:
        import docx  # noqa: F401
    except ImportError:
        return print("skipped: python-docx is not here")
    for name, style in STYLES.items():
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder, f"{number}.docx") for number in range(len(made))]
            for truth, path in zip(made, paths):
                make(json.loads(truth.read_text()), style, path)
            subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, *map(str, paths)],
                           capture_output=True, check=True)
            for kind in ("docx", "pdf"):
                sums, scores = [0] * 5, []
                for truth, path in zip(made, paths):
                    result = path.with_suffix(".json")
                    run = subprocess.run([program, "--quiet", "extract", str(path.with_suffix(f".{kind}"))],
                                         capture_output=True)
                    result.write_bytes(run.stdout or b'{"tables":[]}')
                    told = subprocess.run([sys.executable, f"{shared}/eval/records.py", str(result), str(truth)],
                                          capture_output=True, text=True).stdout
                    numbers = re.search(r"records (\d+)/(\d+), (\d+) extra; plain cells (\d+)/(\d+);.*F1 ([\d.]+)", told)
                    sums = [a + int(b) for a, b in zip(sums, numbers.groups())]
                    scores.append(float(numbers[6]))
                print(f"{name:29} {kind:4} records {sums[0]}/{sums[1]}, {sums[2]} extra; plain cells {sums[3]}/{sums[4]}; "
                      f"items F1 {sum(scores) / len(scores):.3f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
