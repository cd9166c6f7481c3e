"""Word documents as rowmend reads them, with edits of single places. See ../revise.py.

A `Draft` holds a document twice: its XML, and a model of the JSON that rowmend gave for it. Every edit
changes both alike, so that the model says what a faithful extraction of the revised document holds.
Model and XML hang together by rows (`Record.row`) and by the number of the cell in its row. Only rows
whose cells read in Word, letter for letter, as in the JSON are edited.
"""
import copy
import difflib
import functools
import re
import unicodedata
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HIDDEN = {W + "del", W + "moveFrom", W + "txbxContent", W + "footnoteReference"}
ODD = ".//{0}txbxContent|.//{0}sym|.//{0}footnoteReference|.//{0}endnoteReference|.//{0}del|.//{0}ins|.//{0}tbl"
ODD = [part.strip() for part in ODD.format(W).split("|")]
NAMES = "Okafor Lindqvist Haddad Petrov Nakamura Ferreira Mbeki Sorensen Castellano Dubois Varga Ito".split()
WORDS = "revised district partial monthly outpatient regional moderate pooled baseline urban verified interim".split()
HEADERS = ["Funding source", "Follow-up", "Country income", "Registered"]
FILLS = ["Public", "Industry", "Not reported", "Mixed", "Charity", "University", "None declared"]
COUNTER = re.compile(r"([\[(]?)(\d{1,4})([\])]?\.?)")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
LABELS = set("table figure appendix supplementary supplemental supporting additional file box note notes".split())
STYLES = [  # of a citation: what it looks like, and what it may become
    (re.compile(r"\(([^()]+?), ((?:19|20)\d\d[a-z]?)\)"), [r"\1 (\2)", r"\1, \2"]),
    (re.compile(r"([^()]+?),? \(((?:19|20)\d\d[a-z]?)\)"), [r"\1, \2", r"(\1, \2)", r"\1 \2"]),
    (re.compile(r"([^()]+?), ((?:19|20)\d\d[a-z]?)"), [r"\1 (\2)", r"(\1, \2)"]),
    (re.compile(r"([^()]+?) ((?:19|20)\d\d[a-z]?)"), [r"\1 (\2)", r"\1, \2"]),
    (re.compile(r"\[(\d{1,3})\]"), [r"(\1)", r"\1"]),
]
EDITABLE_SHARE = 0.6  # of a table's records that must stand in Word as in the JSON


@functools.lru_cache(maxsize=None)
def letters(text):
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum()).casefold()


class Column:
    def __init__(self, origin, header, kind):
        self.origin, self.header, self.kind = origin, header, kind


class Record:
    def __init__(self, origin, group, notes, cells):
        self.origin, self.group, self.notes, self.cells = origin, group, notes, cells  # cells: {Column: [text]}
        self.row = self.tie = None  # the w:tr; whether its key is carried from the row above
        self.exact = False
        self.copied = False  # whether a row like it was made of it

    def texts(self, columns):
        return tuple(tuple(self.cells[column]) for column in columns)


class Table:
    def __init__(self, origin, title, notes, columns, records):
        self.origin, self.title, self.notes, self.columns, self.records = origin, title, notes, columns, records
        self.words = []  # its w:tbl elements
        self.sure = False  # whether it may be edited
        self.naming = columns[0] if columns else None  # the column that names the records

    def key(self):
        return self.naming


def value_texts(value):
    """The texts of a value of the JSON: of a list one an item, else one or none."""
    if isinstance(value, list):
        return [" → ".join(item["steps"]) for item in value]
    if isinstance(value, dict):
        value = value["text"]
    return [value] if value else []


def model(document):
    """Tables of the JSON, each knowing where it stood."""
    tables = []
    for t, table in enumerate(document["tables"]):
        columns = [Column(c, x["header"], x["kind"]) for c, x in enumerate(table["columns"])]
        records = [
            Record(r, x.get("group"), list(x.get("notes", [])),
                   {column: value_texts(x["cells"][source["key"]]) for column, source in zip(columns, table["columns"])})
            for r, x in enumerate(table["records"])]
        made = Table(t, table["title"], list(table["notes"]), columns, records)
        made.naming = naming(table, made) or made.naming
        tables.append(made)
    return tables


def naming(source, table):
    """The column of citations, else the one whose texts begin as most ids do."""
    for column, x in zip(table.columns, source["columns"]):
        if x["kind"] == "citation":
            return column
    ids = [letters(re.sub(r"-\d+$", "", x["id"])) for x in source["records"]]
    like = {c: sum(letters(" ".join(r.cells[c])).startswith(i) for r, i in zip(table.records, ids)) for c in table.columns}
    return max(table.columns, key=lambda c: like[c], default=None)


# Reading and mending the XML.

def texts_of(paragraph):
    return [t for t in paragraph.iter(W + "t") if not any(a.tag in HIDDEN for a in t.iterancestors())]


def read(node):
    """The visible text of a paragraph or cell; paragraphs are parted by a blank."""
    if node.tag == W + "p":
        return "".join(t.text or "" for t in texts_of(node))
    return " ".join(read(p) for p in node.iter(W + "p"))


def put(element, text):
    element.text = text
    if text != text.strip():
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def replace(node, old, new):
    """Puts `new` for the one place of `old` in a paragraph or cell, over the edges of runs."""
    places = []
    for p in [node] if node.tag == W + "p" else node.iter(W + "p"):
        texts = texts_of(p)
        whole = "".join(t.text or "" for t in texts)
        places += [(texts, m.start()) for m in re.finditer(re.escape(old), whole)]
    if len(places) != 1:
        return False
    texts, at = places[0]
    end, here, first = at + len(old), 0, True
    for t in texts:
        text = t.text or ""
        lo, hi = max(at - here, 0), min(end - here, len(text))
        if lo < hi:
            put(t, text[:lo] + (new if first else "") + text[hi:])
            first = False
        here += len(text)
    return True


def write(cell, text):
    """Makes `text` the whole of a cell, as one paragraph without a list."""
    paragraphs = [p for p in cell.iter(W + "p")]
    for p in paragraphs[1:]:
        p.getparent().remove(p)
    p = paragraphs[0]
    run = next(p.iter(W + "r"), None)
    for child in list(p):
        if child.tag != W + "pPr":
            p.remove(child)
    for mark in p.findall(f"{W}pPr/{W}numPr"):
        mark.getparent().remove(mark)
    if text:
        made = etree.SubElement(p, W + "r")
        if run is not None and run.find(W + "rPr") is not None:
            made.append(looks(run))
        put(etree.SubElement(made, W + "t"), text)


def write_paragraph(paragraph, text):
    """Makes `text` all that a paragraph says; its list number and fields go."""
    runs = texts_of(paragraph)
    first = runs[0].getparent() if runs else None
    for child in list(paragraph):
        if child.tag != W + "pPr":
            paragraph.remove(child)
    run = etree.SubElement(paragraph, W + "r")
    if first is not None and first.find(W + "rPr") is not None:
        run.append(looks(first))
    put(etree.SubElement(run, W + "t"), text)


def widen(row, by):
    """A row of one cell spans one column more or less."""
    cell = cells_of(row)[0]
    about = cell.find(W + "tcPr")
    if about is None:
        about = etree.Element(W + "tcPr")
        cell.insert(0, about)
    mark = about.find(W + "gridSpan")
    if mark is None:
        mark = etree.Element(W + "gridSpan")
        about.insert(0 if about.find(W + "tcW") is None else 1, mark)
    mark.set(W + "val", str(span(cell) + by if mark.get(W + "val") else 1 + by))


def looks(run):
    """The looks of a run, but for those that change what it says."""
    made = copy.deepcopy(run.find(W + "rPr"))
    for mark in [x for x in made if x.tag in {W + "caps", W + "smallCaps", W + "vanish", W + "vertAlign"}]:
        made.remove(mark)
    return made


def own(node, tag, owner):
    """Elements under `node` whose nearest ancestor of the tag `owner` is `node`."""
    return [x for x in node.iter(tag) if next(x.iterancestors(owner), None) is node]


def cells_of(row):
    return own(row, W + "tc", W + "tr")


def span(cell):
    found = cell.find(f"{W}tcPr/{W}gridSpan")
    return int(found.get(W + "val")) if found is not None else 1


def merge(cell):
    """None, "restart", or "continue"."""
    found = cell.find(f"{W}tcPr/{W}vMerge")
    return None if found is None else found.get(W + "val", "continue")


def words_rows(table):
    """The rows of a w:tbl with their texts, merged ones carried down."""
    above, rows = {}, []
    for row in own(table, W + "tr", W + "tbl"):
        at, texts = 0, []
        for cell in cells_of(row):
            if merge(cell) != "continue":
                above[at] = letters(read(cell))
            texts.append(above.get(at, ""))
            at += span(cell)
        rows.append((row, tuple(texts)))
    return rows


class Draft:
    """A document that is being revised."""

    def __init__(self, data, document):
        self.data = data
        with zipfile.ZipFile(data) as archive:
            self.root = etree.fromstring(archive.read("word/document.xml"))
        self.tables = model(document)
        self.focus = None  # the one table that may be edited, if there is one
        self.typed = False  # whether only its typography was edited
        self.match()

    def bytes_to(self, path):
        """Writes the document; the same draft gives the same bytes."""
        with zipfile.ZipFile(self.data) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
            for entry in old.infolist():
                data = old.read(entry.filename)
                if entry.filename == "word/document.xml":
                    data = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
                elif entry.filename.startswith("word/media/"):
                    data = b""  # pictures say nothing and take time
                new.writestr(zipfile.ZipInfo(entry.filename), data, zipfile.ZIP_DEFLATED)

    def match(self):
        """Finds the w:tr of each record: the same texts in the same order."""
        rows = [(tbl, row, sig) for tbl in self.root.iter(W + "tbl") for row, sig in words_rows(tbl)]
        records = [(t, r) for t in self.tables for r in t.records]
        sign = [tuple(letters(" ".join(r.cells[c])) for c in t.columns) for t, r in records]
        blocks = difflib.SequenceMatcher(None, sign, [x[2] for x in rows], autojunk=False).get_matching_blocks()
        for i, j, n in blocks:
            for k in range(n):
                records[i + k][1].row, records[i + k][1].exact = rows[j + k][1], True
        at = {id(row): k for k, (_, row, _) in enumerate(rows)}
        self.match_between(records, sign, rows, at)
        for table in self.tables:
            found = [r for r in table.records if r.row is not None]
            for r in found:
                tbl = rows[at[id(r.row)]][0]
                if tbl not in table.words:
                    table.words.append(tbl)
            exact = sum(r.exact for r in table.records)
            nested = any(next(w.iterancestors(W + "tbl"), None) is not None for w in table.words)
            table.sure = len(table.records) >= 2 and not nested and exact >= EDITABLE_SHARE * len(table.records)

    def match_between(self, records, sign, rows, at):
        """A row right after a matched one whose filled cells are the record's is it, its key carried."""
        for k in range(1, len(records)):
            record, last = records[k][1], records[k - 1][1]
            if record.row is not None or last.row is None or at[id(last.row)] + 1 >= len(rows):
                continue
            _, row, sig = rows[at[id(last.row)] + 1]
            if len(sig) != len(sign[k]) or any(r.row is row for _, r in records):
                continue
            pairs = list(zip(sig, sign[k]))
            key = records[k][0].columns.index(records[k][0].key())
            rest = pairs[:key] + pairs[key + 1:]
            if not sig[key] and sign[k][key] == sign[k - 1][key] and all(x == y for x, y in rest):
                record.row, record.exact, record.tie = row, True, True
            elif sum(x == y for x, y in pairs if x or y) >= EDITABLE_SHARE * len(pairs):
                record.row = row

    # What may be edited.

    def cell(self, table, record, column):
        """The w:tc of a value, and all records that it gives a value to; None where that is not plain."""
        if record.row is None or not record.exact:
            return None
        at = table.columns.index(column)
        cells = cells_of(record.row)
        if len(cells) != len(table.columns) or any(next(cells[at].iterfind(x), None) is not None for x in ODD):
            return None
        if merge(cells[at]) == "continue" or (record.tie and column is table.key()):
            return None
        shared, place = [record], table.records.index(record)
        for other in table.records[place + 1:]:
            if other.row is None or not other.exact:
                return None if merge(cells[at]) or other.row is None and column is table.key() else (cells[at], shared)
            below = cells_of(other.row)
            carried = merge(cells[at]) and len(below) == len(cells) and merge(below[at]) == "continue"
            if not carried and not (other.tie and column is table.key()):
                break
            shared.append(other)
        return cells[at], shared

    def lone(self, table, record):
        """Whether a row stands for itself: nothing is merged or carried into it or out of it."""
        if record.row is None or not record.exact or record.tie:
            return False
        if any(merge(c) for c in cells_of(record.row)) or len(cells_of(record.row)) != len(table.columns):
            return False
        if any(next(record.row.iterfind(x), None) is not None for x in ODD):
            return False
        place = table.records.index(record)
        after = table.records[place + 1] if place + 1 < len(table.records) else None
        return after is None or after.row is not None and not after.tie

    def opens(self, table, record):
        """Whether a row may be put in front of this one."""
        if record.row is None or record.tie:
            return False
        return not any(merge(c) == "continue" for c in cells_of(record.row))

    def near(self, table, texts, before=True, after=True):
        """Paragraphs about a table that read as one of the texts, nearest first."""
        wanted, found = {letters(x) for x in texts if x and letters(x)}, []
        if not table.words:
            return []
        for there, first in ((before, True), (after, False)):
            node = table.words[0 if first else -1]
            for _ in range(8 if there else 0):
                node = node.getprevious() if first else node.getnext()
                if node is None or node.tag == W + "tbl":
                    break
                if node.tag == W + "p" and letters(read(node)) in wanted:
                    found.append(node)
        return found

    def header_cell(self, table, column):
        """The one w:tc that holds a whole header."""
        if len(table.words) != 1 or not letters(column.header):
            return None
        body = {id(r.row) for r in table.records if r.row is not None}
        found = [c for row, _ in words_rows(table.words[0]) if id(row) not in body
                 for c in cells_of(row) if letters(read(c)) == letters(column.header)]
        return found[0] if len(found) == 1 else None

    def block(self, table):
        """The paragraphs and the w:tbl that are a table with its caption and notes, in a row; None where
        something else stands between them or where its caption was not found."""
        if len(table.words) != 1 or any(r.row is None for r in table.records):
            return None
        parts = [table.words[0]]
        if table.title:
            caption = self.near(table, [table.title], after=False)
            if not caption:
                return None
            parts.append(caption[0])
        parts += self.near(table, table.notes)
        parent = parts[0].getparent()
        places = sorted({parent.index(p) for p in parts})
        block = [parent[k] for k in range(places[0], places[-1] + 1)]
        strange = [p for p in block if p not in parts and (p.tag != W + "p" or read(p).strip())]
        return None if strange or any(p.find(f"{W}pPr/{W}sectPr") is not None for p in block) else block


# Edits of single places.

def word_edit(chance, text, seen):
    """A word that stands once in `text` and in what is printed, and another for it."""
    found = [w for w in re.findall(r"[^\W\d_]{3,}", text) if text.count(w) == 1 and seen.count(w) == 1]
    found = [w for w in found if w.lower() not in LABELS]
    if not found:
        return None
    word = chance.choice(found)
    new = chance.choice([w for w in WORDS if w not in text.lower()])
    return word, new.capitalize() if word[0].isupper() else new


def number_edit(chance, text, seen):
    """As `word_edit`, a number."""
    found = [m.group() for m in re.finditer(r"(?<![\w.,])\d+(?:\.\d+)?(?![\w]|[.,]\d)", text)]
    found = [n for n in found if text.count(n) == 1 and seen.count(n) == 1]
    if not found:
        return None
    old = chance.choice(found)
    digits = [k for k, c in enumerate(old) if c.isdigit()]
    at = digits[-1]
    new = old[:at] + str((int(old[at]) + chance.randint(1, 8)) % 10) + old[at + 1:]
    return old, ("1" + new if new.startswith("0") and "." not in new and len(new) > 1 else new)


def author_edit(chance, text, seen):
    found = re.match(r"\W*([A-Z][^\W\d_]{2,})", text)
    if not found or text.count(found[1]) != 1 or seen.count(found[1]) != 1:
        return None
    return found[1], chance.choice([n for n in NAMES if n not in text])


def year_edit(chance, text, seen):
    found = YEAR.findall(text)
    if len(found) != 1 or seen.count(found[0]) != 1:
        return None
    return found[0], str(int(found[0]) + chance.choice([-2, -1, 1]))


def change(draft, table, record, column, pick, chance):
    """Edits one value at one place, wherever it shows."""
    found = draft.cell(table, record, column)
    if found is None or not record.cells[column]:
        return None
    cell, shared = found
    edit = pick(chance, "\n".join(record.cells[column]), read(cell))
    if edit is None or not replace(cell, *edit):
        return None
    for other in shared:
        other.cells[column] = [text.replace(*edit, 1) for text in other.cells[column]]
    return edit


def whole(draft, table, record, column, text):
    """Makes a text the whole of a value."""
    found = draft.cell(table, record, column)
    if found is None:
        return False
    write(found[0], text)
    for other in found[1]:
        other.cells[column] = [text] if text else []
    return True


def new_row(draft, table, source, chance):
    """A copy of a row with another key and some other words, not yet in its place; None where it cannot be told
    from its source."""
    record = Record(None, source.group, [], {c: list(x) for c, x in source.cells.items()})
    record.row, record.exact = copy.deepcopy(source.row), True
    stand = Table(None, None, [], table.columns, [record])
    stand.naming = table.naming
    for column in table.columns:
        if column is not table.key() and record.cells[column] and chance.random() < 0.8:
            change(draft, stand, record, column, chance.choice([word_edit, number_edit]), chance)
    key = table.key()
    if counters(table, key) is None:
        text = " ".join(record.cells[key])
        year = YEAR.search(text)
        if not year and change(draft, stand, record, key, word_edit, chance):
            return record
        name, number = chance.choice(NAMES), chance.randint(2019, 2024)
        made = (f"{name} et al. ({number})" if "(" in text else f"{name} et al., {number}") if year else name
        if any(made in other.cells[key] for other in table.records) or not whole(draft, stand, record, key, made):
            return None
    return record


def counters(table, column):
    """The marks round running numbers and the first number, where a column only counts its records."""
    found = [COUNTER.fullmatch(" ".join(r.cells[column])) for r in table.records]
    if len(found) < 3 or not all(found) or len({(m[1], m[3]) for m in found}) != 1:
        return None
    numbers = [int(m[2]) for m in found]
    steady = all(y == x + 1 for x, y in zip(numbers, numbers[1:]))
    return (found[0][1], numbers[0], found[0][3]) if steady else None


def counting(draft, table):
    """The columns that count and can be counted anew."""
    found = {c: counters(table, c) for c in table.columns}
    return {c: x for c, x in found.items() if x and all(draft.cell(table, r, c) for r in table.records)}


def renumber(draft, table, found):
    for column, (left, first, right) in found.items():
        for at, record in enumerate(table.records):
            text = f"{left}{first + at}{right}"
            if record.cells[column] != [text]:
                whole(draft, table, record, column, text)
