#!/usr/bin/env python3
"""Holds what rowmend reads from Word documents against a second, independent reading of their XML.

    benches/docx_corpus.py PROGRAM FOLDER-OR-FILE...   [--show N]

PROGRAM FILE must print the tables of FILE as JSON lines (`rowmend tables FILE --format jsonl`
does; give a wrapper otherwise). Only the standard library is used. Two laws are checked:

1. cells: the text of every cell of every table is the same, row by row;
2. sum: every character of every text element of the body is in a cell, round a table, or in
   `left_out` with a reason; nothing is there that the document does not have.

Signs of symbol fonts count as one character of any kind; capitals and blanks do not count.
A folder that is not there is skipped and said so. Exit code 1 where a law is broken.
"""
import collections
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

W = ("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
     "{http://purl.oclc.org/ooxml/wordprocessingml/main}")
M = ("{http://schemas.openxmlformats.org/officeDocument/2006/math}",
     "{http://purl.oclc.org/ooxml/officeDocument/math}")
A = ("{http://schemas.openxmlformats.org/drawingml/2006/main}",
     "{http://purl.oclc.org/ooxml/drawingml/main}")
MC = ("{http://schemas.openxmlformats.org/markup-compatibility/2006}",)
ANY = "\ufffc"
FONTS = ("symbol", "wingdings", "webdings")


def name(element):
    """Prefix and local name, whatever the document calls the namespace."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    for prefix, spaces in (("w:", W), ("m:", M), ("a:", A), ("mc:", MC)):
        for space in spaces:
            if tag.startswith(space):
                return prefix + tag[len(space):]
    return tag.rsplit("}", 1)[-1]


def attribute(element, local):
    for key, value in element.attrib.items():
        if key.rsplit("}", 1)[-1] == local:
            return value
    return None


def child(element, *path):
    for step in path:
        element = next((c for c in element if name(c) == step), None)
        if element is None:
            return None
    return element


def is_on(element):
    return element is not None and attribute(element, "val") not in ("0", "false", "off", "none")


def signs(text):
    return "".join(ANY if "\uf000" <= c <= "\uf0ff" else c for c in text)


def plain(text):
    return "".join(c for c in text if not c.isspace()).upper()


def shown(element, out, hidden=False):
    """Appends the text that a reader sees (changes accepted) to `out`."""
    tag = name(element)
    if tag in ("w:del", "w:moveFrom", "w:rPr", "w:pPr", "w:tblPr", "w:sdtPr", "w:instrText"):
        return
    if tag == "w:tr" and any(child(element, "w:trPr", x) is not None for x in ("w:del", "w:moveFrom")):
        return
    if tag == "w:tc" and child(element, "w:tcPr", "w:cellDel") is not None:
        return
    if tag == "mc:AlternateContent":
        for branch in element:
            before = len(out)
            shown(branch, out, hidden)
            if "".join(out[before:]).strip():
                return
        return
    if tag == "w:r":
        vanish = child(element, "w:rPr", "w:vanish")
        fonts = child(element, "w:rPr", "w:rFonts")
        font = (attribute(fonts, "ascii") or "").lower() if fonts is not None else ""
        high = (attribute(fonts, "hAnsi") or "").lower() if fonts is not None else ""
        if is_on(vanish):
            return
        before = len(out)
        for part in element:
            shown(part, out, hidden)
        if font.startswith(FONTS) or high.startswith(FONTS):
            out[before:] = ["".join(c if c.isspace() else ANY for c in t) for t in out[before:]]
        return
    if tag in ("w:t", "m:t", "a:t", "w:delText"):
        out.append(signs(element.text or ""))
    elif tag == "w:sym":
        out.append(ANY)
    elif tag == "w:noBreakHyphen":
        out.append("\u2011")
    elif tag == "w:softHyphen":
        out.append("\u00ad")
    else:
        for part in element:
            shown(part, out, hidden)


def tables(element, found, depth=0):
    """All tables below `element` in document order: (depth of nesting, element)."""
    for part in element:
        tag = name(part)
        if tag == "mc:AlternateContent":
            for branch in part:
                out = []
                shown(branch, out)
                if "".join(out).strip():
                    tables(branch, found, depth)
                    break
        elif tag == "w:tbl":
            found.append((depth, part))
            tables(part, found, depth + 1)
        else:
            tables(part, found, depth)


def below(element, wanted):
    """Rows of a table, or cells of a row, through content controls and the like."""
    for part in element:
        tag = name(part)
        if tag == wanted:
            yield part
        elif tag not in ("w:tbl", "w:tc", "w:tr", "w:p"):
            yield from below(part, wanted)


def rows_of(table):
    for row in below(table, "w:tr"):
        if any(child(row, "w:trPr", x) is not None for x in ("w:del", "w:moveFrom")):
            continue
        cells = []
        for cell in below(row, "w:tc"):
            out = []
            shown(cell, out)
            cells.append(plain("".join(out)))
        yield [cell for cell in cells if cell]


def same(ours, truth):
    if len(ours) != len(truth):
        return False
    return all(t == ANY or o == t for o, t in zip(ours, truth))


def boxless(text):
    return text.replace("☐", "").replace("☒", "")


def everything(body):
    """Counts every character of every text element."""
    count = collections.Counter()
    for element in body.iter():
        if name(element) in ("w:t", "m:t", "a:t", "w:delText"):
            count.update(c for c in plain(signs(element.text or "")))
        elif name(element) in ("w:sym",):
            count[ANY] += 1
        elif name(element) == "w:r" and any(
            (attribute(f, "ascii") or "").lower().startswith(FONTS)
            for f in [child(element, "w:rPr", "w:rFonts")] if f is not None
        ):
            for text in element:
                if name(text) == "w:t":
                    letters = plain(text.text or "")
                    count.subtract(c for c in plain(signs(letters)))
                    count[ANY] += len(letters)
        elif name(element) == "w:noBreakHyphen":
            count["\u2011"] += 1
        elif name(element) == "w:softHyphen":
            count["\u00ad"] += 1
    return count


def main_part(path):
    with zipfile.ZipFile(path) as package:
        names = {n.lower().replace("\\", "/"): n for n in package.namelist()}
        target = "word/document.xml"
        if "_rels/.rels" in names:
            for r in ET.fromstring(package.read(names["_rels/.rels"])):
                if (r.get("Type") or "").endswith("/officeDocument"):
                    target = r.get("Target").lstrip("/")
        notes = collections.Counter()
        for part in ("word/footnotes.xml", "word/endnotes.xml"):
            if part in names:
                notes += everything(ET.fromstring(package.read(names[part])))
        return ET.fromstring(package.read(names[target.lower()])), notes


def check(program, path, show):
    run = subprocess.run([*program, str(path)], capture_output=True, timeout=60)
    if run.returncode != 0:
        return "refused", run.stderr.decode(errors="replace").strip(), 0
    lines = [json.loads(line) for line in run.stdout.decode().split("\n") if line]
    end = lines.pop()
    ours = {line["table"]: line for line in lines}
    try:
        body, notes_text = main_part(path)
    except Exception as error:  # the second reading has its own limits
        return "unread", repr(error), 0
    sys.setrecursionlimit(100_000)
    found = []
    tables(body, found)
    complaints = []
    cells = 0
    read = collections.Counter()
    for number, (depth, table) in enumerate(found, start=1):
        truth = [row for row in rows_of(table) if row]
        mine = []
        for row in ours.get(number, {"rows": []})["rows"]:
            texts = [
                boxless(plain("".join(line["text"] for line in cell["lines"])))
                for cell in row["cells"]
            ]
            mine.append([text for text in texts if text])
        mine = [row for row in mine if row]
        cells += sum(map(len, truth))
        if len(mine) != len(truth):
            complaints.append(f"table {number}: {len(mine)} rows with text, {len(truth)} in the XML")
            continue
        for at, (m, t) in enumerate(zip(mine, truth), start=1):
            if len(m) != len(t) or not all(map(same, m, t)):
                order = sorted("".join(m)) == sorted("".join(t))
                complaints.append(f"table {number}, row {at}{' (order)' if order else ''}: {m!r} is {t!r}")
    for number, line in ours.items():
        if number <= len(found) and found[number - 1][0] == 0:
            for row in line["rows"]:
                for cell in row["cells"]:
                    for text in cell["lines"]:
                        read.update(plain(text["text"]))
        for text in line["above"] + line["below"]:
            read.update(plain(text["text"]))
    for left in end["left_out"]:
        read.update(plain(left["text"]))
    truth = everything(body)
    lost, extra = truth - read, read - truth
    extra -= notes_text  # notes of tables are read from their own part
    extra.pop("☐", 0), extra.pop("☒", 0)  # boxes of forms are printed, but are no text
    if any(name(e) == "m:oMath" for e in body.iter()):
        for sign in "/^_√()[]{}|;∑∫∏,⟨⟩":  # what the structure of equations prints
            extra.pop(sign, 0)
    wild = lost.pop(ANY, 0)
    if sum(lost.values()) or sum(extra.values()) != wild:
        complaints.append(f"sum: lost {dict(lost)}, extra {dict(extra)}, signs {wild}")
    if end["unaccounted"]:
        complaints.append(f"unaccounted: {end['unaccounted']}")
    return ("differs" if complaints else "same"), "\n    ".join(c[:show] for c in complaints[:6]), cells


def main(arguments):
    show = 400
    if "--show" in arguments:
        at = arguments.index("--show")
        show = int(arguments[at + 1])
        del arguments[at:at + 2]
    program, places = [arguments[0]], arguments[1:]
    files = []
    for place in map(Path, places):
        if not place.exists():
            print(f"skipped: {place} is not here")
        elif place.is_dir():
            files += sorted(f for f in place.rglob("*") if f.suffix.lower() in (".docx", ".docm", ".dotx"))
        else:
            files.append(place)
    outcomes = collections.Counter()
    cells = 0
    for path in files:
        outcome, message, count = check(program, path, show)
        outcomes[outcome] += 1
        cells += count
        if message:
            print(f"{outcome} {path.name}\n    {message}")
    print(f"{len(files)} files, {cells} cells with text:", dict(outcomes))
    return 1 if outcomes["differs"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
