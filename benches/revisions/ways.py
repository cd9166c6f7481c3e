"""Ways to revise a Word document as authors do. See ../revise.py.

A way takes a draft and a seeded chance, edits XML and model alike, and says in words what it did; None
where nothing of the draft can be edited so. It asks before it edits, so None leaves the draft as it was.
"""
import copy

from lxml import etree

from .looks import runs_merged, runs_split, typography
from .word import (
    FILLS, HEADERS, STYLES, W, WORDS, Column, Record, Table, author_edit, cells_of, change, counters, counting,
    letters, merge, new_row, number_edit, read, renumber, replace, whole, word_edit, widen, words_rows, write, write_paragraph, year_edit)

TRIES = 40  # places that are tried before a way is given up for a draft


def sure(draft, chance, test=lambda table: True):
    tables = [t for t in draft.tables if t.sure and draft.focus in (None, t) and test(t)]
    return chance.choice(tables) if tables else None


def places(draft, chance, test):
    """Random places (table, record, column) that pass a test and whose cell may be edited."""
    for _ in range(TRIES):
        table = sure(draft, chance)
        if table is None:
            return
        record, column = chance.choice(table.records), chance.choice(table.columns)
        if column is not table.key() and test(table, record, column) and draft.cell(table, record, column):
            yield table, record, column


# 2 to 5: values.

def word(draft, chance, pick=word_edit):
    for table, record, column in places(draft, chance, lambda t, r, c: r.cells[c]):
        edit = change(draft, table, record, column, pick, chance)
        if edit:
            return f"value {edit}"
    return None


def number(draft, chance):
    return word(draft, chance, number_edit)


def emptied(draft, chance):
    def test(table, record, column):
        others = [c for c in table.columns if c not in (column, table.key()) and record.cells[c]]
        return record.cells[column] and others and not record.copied and sum(bool(r.cells[column]) for r in table.records) > 2
    for table, record, column in places(draft, chance, test):
        if len(draft.cell(table, record, column)[1]) == 1:
            was = record.cells[column]
            whole(draft, table, record, column, "")
            return f"emptied {was}"
    return None


def filled(draft, chance):
    def test(table, record, column):
        return not record.cells[column] and any(r.cells[column] for r in table.records)
    for table, record, column in places(draft, chance, test):
        if len(draft.cell(table, record, column)[1]) == 1:
            like = chance.choice([r.cells[column][0] for r in table.records if r.cells[column]])
            edit = word_edit(chance, like, like) or number_edit(chance, like, like)
            text = like.replace(*edit) if edit and len(like) < 80 and "→" not in like else chance.choice(FILLS)
            whole(draft, table, record, column, text)
            return f"filled {text!r}"
    return None


# 6 to 11: records.

def filled_beside(table, record):
    """Whether a record says anything but its name."""
    return any(record.cells[c] for c in table.columns if c is not table.key())


def added_at(draft, chance, top):
    for _ in range(TRIES):
        table = sure(draft, chance)
        if table is None:
            return None
        at = 0 if top else chance.randint(1, len(table.records) - 1)
        here = table.records[at]
        sources = [r for r in table.records if draft.lone(table, r) and filled_beside(table, r)]
        if not sources or not draft.opens(table, here):
            continue
        if not top and table.records[at - 1].group != here.group:
            continue
        numbers = counting(draft, table)
        source = chance.choice(sources)
        record = new_row(draft, table, source, chance)
        if record is None:
            continue
        source.copied = True
        record.group = here.group
        here.row.addprevious(record.row)
        table.records.insert(at, record)
        renumber(draft, table, numbers)
        return f"row added at {at}: {record.texts(table.columns)}"
    return None


def added(draft, chance):
    return added_at(draft, chance, top=False)


def added_top(draft, chance):
    return added_at(draft, chance, top=True)


def removed(draft, chance):
    for _ in range(TRIES):
        table = sure(draft, chance, lambda t: len(t.records) >= 3)
        if table is None:
            return None
        record = chance.choice(table.records)
        if draft.lone(table, record) and not record.copied and sum(r.group == record.group for r in table.records) > 1:
            numbers = counting(draft, table)
            record.row.getparent().remove(record.row)
            table.records.remove(record)
            renumber(draft, table, numbers)
            return f"row removed: {record.texts(table.columns)}"
    return None


def moved(draft, chance):
    for _ in range(TRIES):
        table = sure(draft, chance, lambda t: len(t.records) >= 3)
        if table is None:
            return None
        record, here = chance.sample(table.records, 2)
        at = table.records.index(here)
        before = table.records[at - 1] if at else None
        if not draft.lone(table, record) or not draft.opens(table, here) or record is before:
            continue
        if record.group != here.group or before is not None and before.group != here.group:
            continue
        numbers = counting(draft, table)
        here.row.addprevious(record.row)
        table.records.remove(record)
        table.records.insert(table.records.index(here), record)
        renumber(draft, table, numbers)
        return f"row moved: {record.texts(table.columns)}"
    return None


def sorted_anew(draft, chance):
    for _ in range(TRIES):
        table = sure(draft, chance, lambda t: len(t.words) == 1 and all(draft.lone(t, r) for r in t.records))
        if table is None:
            return None
        rows = [r.row for r in table.records]
        steady = all(x.getnext() is y for x, y in zip(rows, rows[1:]))
        column = chance.choice(table.columns)
        order = sorted(table.records, key=lambda r: letters(" ".join(r.cells[column])))
        if not steady or order == table.records or len({r.group for r in order}) > 1:
            continue
        numbers = counting(draft, table)
        before = rows[0].getprevious()
        for record in reversed(order):
            before.addnext(record.row) if before is not None else rows[0].getparent().append(record.row)
        table.records = order
        renumber(draft, table, numbers)
        return f"sorted by {column.header!r}"
    return None


def renamed(draft, chance):
    for _ in range(TRIES):
        table = sure(draft, chance, lambda t: counters(t, t.key()) is None)
        if table is None:
            return None
        key = table.key()
        record = chance.choice(table.records)
        name = record.cells[key]
        if not filled_beside(table, record) or any(r.copied for r in table.records if r.cells[key] == name):
            continue
        same = [r for r in table.records if r.cells[key] == name and draft.cell(table, r, key)]
        covered = {id(x) for r in same for x in draft.cell(table, r, key)[1]}
        if not name or any(r.cells[key] == name and id(r) not in covered for r in table.records):
            continue
        pick = chance.choice([author_edit, year_edit, word_edit])
        edit = change(draft, table, same[0], key, pick, chance)
        if not edit:
            continue
        for other in same[1:]:
            change(draft, table, other, key, lambda *_: edit, chance)
        return f"key {name} {edit}"
    return None


def styled(draft, chance):
    for _ in range(TRIES):
        table = sure(draft, chance, lambda t: len(t.records) >= 3)
        if table is None:
            return None
        key = table.key()
        heads = [r for r in table.records if draft.cell(table, r, key)]
        for look, forms in STYLES:
            fit = [r for r in heads if len(r.cells[key]) == 1 and look.fullmatch(r.cells[key][0])]
            if fit and len(fit) >= 0.8 * len(table.records):
                form = chance.choice(forms)
                for record in fit:
                    whole(draft, table, record, key, look.sub(form, record.cells[key][0]))
                return f"style of {len(fit)} keys: {fit[0].cells[key]}"
    return None


# 12 to 15: columns.

def regular(draft, table):
    """Whether each row has a cell for each column, or one for all; and no note hangs on single columns."""
    if any(" | " in n for n in table.notes) or any(r.notes for r in table.records):
        return False
    if len(table.words) != 1 or len(table.columns) < 2 or any(r.row is None for r in table.records):
        return False
    counts = {len(cells_of(row)) for row, _ in words_rows(table.words[0])}
    heads = heading(table)
    return counts <= {1, len(table.columns)} and heads and all(len(cells_of(r)) == len(table.columns) for r in heads[-1:])


def heading(table):
    rows = [row for row, _ in words_rows(table.words[0])]
    return rows[:rows.index(table.records[0].row)]


def grid_of(table):
    grid = table.words[0].find(W + "tblGrid")
    return grid if grid is not None and len(grid) == len(table.columns) else None


def column_added(draft, chance):
    table = sure(draft, chance, lambda t: regular(draft, t))
    if table is None:
        return None
    at = chance.randint(1, len(table.columns))
    header = chance.choice([h for h in HEADERS if all(letters(h) != letters(c.header) for c in table.columns)])
    column, of_row = Column(None, header, "text"), {id(r.row): r for r in table.records}
    rows, named = [row for row, _ in words_rows(table.words[0])], False
    grid, heads = grid_of(table), {id(row) for row in heading(table)}
    for row in rows:
        cells = cells_of(row)
        if len(cells) == 1:
            widen(row, 1)
            continue
        cell = copy.deepcopy(cells[at - 1])
        cells[at - 1].addnext(cell)
        record, text = of_row.get(id(row)), ""
        if record is not None:
            text = chance.choice(FILLS)
            record.cells[column] = [text]
        elif id(row) in heads and not named and merge(cell) != "continue":
            text, named = header, True
        if id(row) not in heads:
            for mark in cell.findall(f"{W}tcPr/{W}vMerge"):
                mark.getparent().remove(mark)
        write(cell, text)
    if grid is not None:
        grid.insert(at, copy.deepcopy(grid[at - 1]))
    table.columns.insert(at, column)
    return f"column added at {at}: {header}"






def column_removed(draft, chance):
    def test(table):
        # Of three columns two are too few to tell a sub-heading from a row.
        return regular(draft, table) and len(table.columns) >= (4 if any(r.group for r in table.records) else 3)
    for _ in range(TRIES):
        table = sure(draft, chance, test)
        if table is None:
            return None
        column = chance.choice([c for c in table.columns if c is not table.key()])
        rest = [c for c in table.columns if c not in (column, table.key())]
        if not any(r.cells[column] for r in table.records) or not all(any(r.cells[c] for c in rest) for r in table.records):
            continue
        at, grid = table.columns.index(column), grid_of(table)
        for row, _ in words_rows(table.words[0]):
            cells = cells_of(row)
            row_cell = cells[at] if len(cells) > 1 else None
            widen(row, -1) if row_cell is None else row_cell.getparent().remove(row_cell)
        if grid is not None:
            grid.remove(grid[at])
        table.columns.remove(column)
        for record in table.records:
            del record.cells[column]
        return f"column removed: {column.header!r}"
    return None


def column_moved(draft, chance):
    table = sure(draft, chance, lambda t: regular(draft, t) and len(t.columns) >= 4)
    if table is None:
        return None
    places = [k for k, c in enumerate(table.columns) if c is not table.key()]
    at, to = chance.sample(places, 2)
    grid = grid_of(table)
    for row, _ in words_rows(table.words[0]):
        cells = cells_of(row)
        if len(cells) > 1:
            cells[to].addnext(cells[at]) if to > at else cells[to].addprevious(cells[at])
    if grid is not None:
        grid[to].addnext(grid[at]) if to > at else grid[to].addprevious(grid[at])
    column = table.columns.pop(at)
    table.columns.insert(to, column)
    return f"column {column.header!r} moved from {at} to {to}"


def header(draft, chance):
    for _ in range(TRIES):
        table = sure(draft, chance)
        if table is None:
            return None
        column = chance.choice(table.columns)
        cell = draft.header_cell(table, column)
        if cell is None or any(o is not column and o.header == column.header for o in table.columns):
            continue
        was = column.header
        if chance.random() < 0.5:
            edit = word_edit(chance, was, read(cell))
            if not edit or not replace(cell, *edit):
                continue
            column.header = was.replace(*edit)
        else:
            column.header = chance.choice(["What was reported", "Details as published", "Remarks of the reviewers"])
            write(cell, column.header)
        return f"header {was!r} -> {column.header!r}"
    return None


# 16 to 20: tables, captions, notes.

def lookalike(draft, chance):
    table = sure(draft, chance, lambda t: t.title and draft.block(t))
    if table is None:
        return None
    block, tbl = draft.block(table), table.words[0]
    twin = copy.deepcopy(tbl)
    rows = dict(zip([id(r) for r in tbl.iter(W + "tr")], twin.iter(W + "tr")))
    columns = {c: Column(None, c.header, c.kind) for c in table.columns}
    records = []
    for record in table.records:
        made = Record(None, record.group, list(record.notes), {columns[c]: list(x) for c, x in record.cells.items()})
        made.row, made.exact, made.tie = rows[id(record.row)], record.exact, record.tie
        records.append(made)
    title = f"Table A1. {chance.choice(WORDS).capitalize()} analysis of the {chance.choice(WORDS)} studies"
    outside = {letters(read(p)) for p in block if p.tag == W + "p"}
    made = Table(None, title, [n for n in table.notes if letters(n) not in outside], list(columns.values()), records)
    made.naming, made.words, made.sure = columns[table.key()], [twin], True
    for record in records:
        for column in made.columns:
            if column is not made.key() and chance.random() < 0.2:
                change(draft, made, record, column, chance.choice([word_edit, number_edit]), chance)
    caption = copy.deepcopy(draft.near(table, [table.title])[0])
    write_paragraph(caption, title)
    below = block.index(tbl) < max(k for k, p in enumerate(block) if letters(read(p)) == letters(table.title))
    gap = etree.Element(W + "p")
    for part in ([twin, caption] if below else [caption, twin]) + [gap]:
        block[0].addprevious(part)
    draft.tables.insert(draft.tables.index(table), made)
    return f"look-alike {title!r} before {table.title!r}"


def table_removed(draft, chance):
    table = sure(draft, chance, lambda t: draft.block(t)) if sum(t.sure for t in draft.tables) > 1 else None
    if table is None:
        return None
    block = draft.block(table)
    block[0].addprevious(etree.Element(W + "p"))
    for part in block:
        part.getparent().remove(part)
    draft.tables.remove(table)
    return f"table removed: {table.title!r}"


def tables_swapped(draft, chance):
    pairs = []
    for one, other in zip(draft.tables, draft.tables[1:]):
        if one.sure and other.sure and one.title and other.title:
            blocks = draft.block(one), draft.block(other)
            if all(blocks) and blocks[0][0].getparent() is blocks[1][0].getparent() and not set(blocks[0]) & set(blocks[1]):
                pairs.append((one, other, *blocks))
    if not pairs:
        return None
    one, other, first, second = chance.choice(pairs)
    here, there = etree.Element(W + "p"), etree.Element(W + "p")
    first[0].addprevious(here)
    second[0].addprevious(there)
    for mark, block in ((here, second), (there, first)):
        for part in block:
            mark.addprevious(part)
    at = draft.tables.index(one)
    draft.tables[at:at + 2] = [other, one]
    return f"tables swapped: {one.title!r}, {other.title!r}"


def caption(draft, chance):
    for _ in range(TRIES):
        table = sure(draft, chance, lambda t: t.title and draft.near(t, [t.title]))
        if table is None:
            return None
        paragraph, was = draft.near(table, [table.title])[0], table.title
        edit = word_edit(chance, was, read(paragraph))
        if edit and replace(paragraph, *edit):
            for other in draft.tables:
                if other.title == was and paragraph in draft.near(other, [was.replace(*edit)]):
                    other.title = was.replace(*edit)
            return f"caption {was!r} {edit}"
    return None


def note(draft, chance):
    table = sure(draft, chance, lambda t: draft.near(t, t.notes))
    if table is None:
        return None
    for paragraph in draft.near(table, table.notes):
        at = [letters(n) for n in table.notes].index(letters(read(paragraph)))
        edit = word_edit(chance, table.notes[at], read(paragraph))
        if edit and replace(paragraph, *edit):
            was, table.notes[at] = table.notes[at], table.notes[at].replace(*edit)
            return f"note {was!r} {edit}"
    return None


def note_added(draft, chance):
    table = sure(draft, chance, lambda t: draft.near(t, t.notes, before=False))
    if table is None:
        return None
    paragraph = draft.near(table, table.notes, before=False)[-1]
    at = [letters(n) for n in table.notes].index(letters(read(paragraph)))
    made = copy.deepcopy(paragraph)
    text = f"Note: {chance.choice(WORDS)} values were kept as the {chance.choice(WORDS)} authors reported them."
    write_paragraph(made, text)
    paragraph.addnext(made)
    table.notes.insert(at + 1, text)
    return f"note added {text!r}"


def some(draft, chance, ways, least, most):
    done = [way(draft, chance) for way in chance.choices(ways, k=chance.randint(least, most))]
    done = [x for x in done if x]
    return "; ".join(done) if len(done) >= 2 else None


def several(draft, chance):
    return some(draft, chance, MIXED, 3, 8)


def many(draft, chance):
    return some(draft, chance, MIXED, 10, 25)


def in_one(draft, chance, ways, least, most):
    """Edits of one table, one whose keys stand several times if there is any."""
    repeated = lambda t: len({tuple(r.cells[t.key()]) for r in t.records}) < len(t.records)
    draft.focus = sure(draft, chance, repeated) if chance.random() < 0.5 else None
    draft.focus = draft.focus or sure(draft, chance)
    return some(draft, chance, ways, least, most) if draft.focus else None


def rows_added(draft, chance):
    return in_one(draft, chance, [added, added, added_top], 2, 6)


def rows_removed(draft, chance):
    return in_one(draft, chance, [removed], 2, 5)


def rows_revised(draft, chance):
    return in_one(draft, chance, [added, added_top, removed, moved, renamed, word, number], 4, 12)


def headers(draft, chance):
    return in_one(draft, chance, [header], 2, 5)


MIXED = [word, word, number, number, emptied, filled, added, added_top, removed, moved, renamed, column_added,
         column_removed, column_moved, header, caption, note]
WAYS = {
    "01-split": runs_split, "01-merged": runs_merged, "02-word": word, "03-number": number, "04-emptied": emptied,
    "05-filled": filled, "06-row-added": added, "06-rows-added": rows_added, "07-row-on-top": added_top,
    "08-row-removed": removed, "08-rows-removed": rows_removed, "09-row-moved": moved, "09-sorted": sorted_anew,
    "10-renamed": renamed, "11-style": styled, "12-column-added": column_added, "13-column-removed": column_removed,
    "14-column-moved": column_moved, "15-header": header, "15-headers": headers, "16-lookalike": lookalike,
    "17-table-removed": table_removed, "18-swapped": tables_swapped, "19-caption": caption, "20-note": note,
    "20-note-added": note_added, "21-several": several, "21-many": many, "21-rows": rows_revised,
    "22-typography": typography}
