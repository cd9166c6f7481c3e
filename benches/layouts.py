#!/usr/bin/env python3
"""Prints made-up reviews in fourteen layouts that no rule was written for, and scores what is read.

    benches/layouts.py PROGRAM [SHARED] [LAYOUT...]

The data comes from SHARED/corpus/made/*.records.json (default ../shared), the pages from WeasyPrint
(PyPI), the score from SHARED/eval/records.py. Prints a line for each layout, its documents together.
Skipped, with a reason, where one of these is not here.
"""
import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile

GRID = "td,th{border:.5pt solid black}"
# Style, element of lists, whether the header is repeated, page, size of letters in points.
LAYOUTS = {
    "no rulings": ("", "ul", True, "A4 landscape", 8.5),
    "no rulings, centred": ("td{vertical-align:middle}", "ul", True, "A4 landscape", 8.5),
    "no rulings, one header": ("", "ul", False, "A4 landscape", 9),
    "shaded rows": ("tr:nth-child(even) td{background:#e8eef7} th{background:#345;color:white}", "ul", True, "A4 landscape", 8.5),
    "shaded cells": ("td{background:#eef3fa;border:1.5pt solid white} th{background:#88a}", "ul", True, "A4 landscape", 8.5),
    "three rules": ("table{border-top:1.2pt solid;border-bottom:1.2pt solid} th{border-bottom:.6pt solid}", "ul", True, "A4 landscape", 8.5),
    "rules of rows, one header": ("td,th{border-bottom:.4pt solid #888}", "ul", False, "A4 landscape", 8.5),
    "rules of columns": ("td,th{border-left:.5pt solid;border-right:.5pt solid} th{border-bottom:1pt solid}", "ul", True, "A4 landscape", 8.5),
    "grid, centred": (GRID + " td,th{vertical-align:middle;text-align:center} ul{text-align:left}", "ul", True, "A4 landscape", 8.5),
    "grid, numbers": (GRID, "ol", True, "A4", 7),
    "grid, dashes": (GRID + ' ul{list-style-type:"–  "}', "ul", True, "letter landscape", 9),
    "grid, typed bullets": (GRID, "p", True, "A4 landscape", 8.5),
    "justified, hyphens": ("td{border:.4pt solid #555;text-align:justify;hyphens:auto}", "ul", True, "A4", 7),
    "lines, no bullets": ("td,th{border-bottom:.4pt solid #333}", "br", True, "A4 landscape", 8.5),
}


def cell(value, kind):
    if not isinstance(value, list):
        return html.escape(value)
    items = [html.escape(item) for item in value]
    if kind == "br":
        return "<br>".join(items)
    if kind == "p":
        return "".join(f"<p>• {item}</p>" for item in items)
    return f"<{kind}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{kind}>" if items else ""


def page(data, layout):
    style, kind, repeated, size, points = layout
    head = "<tr>" + "".join(f"<th>{html.escape(c)}</th>" for c in data["columns"]) + "</tr>"
    rows = "".join("<tr>" + "".join(f"<td>{cell(v, kind)}</td>" for v in row) + "</tr>" for row in data["rows"])
    table = f"<thead>{head}</thead><tbody>{rows}</tbody>" if repeated else f"<tbody>{head}{rows}</tbody>"
    return f"""<html lang=en><style>@page{{size:{size};margin:1.6cm;@bottom-center{{content:counter(page)}}
@top-left{{content:"Ward rounds: a realist review";font-size:7pt}}}} body{{font:{points}pt/1.25 "DejaVu Sans"}}
table{{border-collapse:collapse;width:100%}} td,th{{padding:2pt 4pt;vertical-align:top;text-align:left}}
ul,ol{{margin:0;padding-left:1.3em}} p{{margin:0}} {style}</style>
<p>Table S1. Characteristics of the included studies</p><table>{table}</table><p>RCT = randomised controlled trial.</p>"""


def main(program, shared="../shared", *wanted):
    made = sorted(pathlib.Path(shared).glob("corpus/made/*.records.json"))
    if not made:
        return print(f"skipped: there is no corpus in {shared}")
    try:
        import weasyprint
    except ImportError:
        return print("skipped: weasyprint is not here")
    for name, layout in LAYOUTS.items():
        if wanted and name not in wanted:
            continue
        found = records = extra = plain = cells = 0
        scores = []
        for truth in made:
            with tempfile.TemporaryDirectory() as folder:
                source, result = pathlib.Path(folder, "made.pdf"), pathlib.Path(folder, "made.json")
                weasyprint.HTML(string=page(json.loads(truth.read_text()), layout)).write_pdf(source)
                run = subprocess.run([program, "--quiet", "extract", str(source)], capture_output=True)
                result.write_bytes(run.stdout or b'{"tables":[]}')
                told = subprocess.run([sys.executable, f"{shared}/eval/records.py", str(result), str(truth)],
                                      capture_output=True, text=True).stdout
            numbers = re.search(r"records (\d+)/(\d+), (\d+) extra; plain cells (\d+)/(\d+);.*F1 ([\d.]+)", told)
            a, b, c, d, e = map(int, numbers.groups()[:5])
            found, records, extra, plain, cells = found + a, records + b, extra + c, plain + d, cells + e
            scores.append(float(numbers[6]))
        print(f"{name:26} records {found}/{records}, {extra} extra; plain cells {plain}/{cells}; "
              f"items F1 {sum(scores) / len(scores):.3f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
