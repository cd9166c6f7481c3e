"""Facts: what an edit did and what a diff tells, in one form. See ../revise.py."""
import collections
import difflib
import re

from . import word
from .looks import FOLD


# Models as plain data, so that they pass between processes.

def plain(tables):
    return [{
        "origin": t.origin, "title": t.title, "notes": t.notes,
        "columns": [(c.origin, c.header, c.kind) for c in t.columns],
        "records": [{"origin": r.origin, "group": r.group, "notes": r.notes, "cells": [r.cells[c] for c in t.columns]}
                    for r in t.records]} for t in tables]


def texts(record):
    return [x for cell in record["cells"] for x in cell] + [record["group"] or ""] + record["notes"]


def table_texts(table):
    return [table["title"] or ""] + table["notes"] + [c[1] for c in table["columns"]] + [
        x for record in table["records"] for x in texts(record)]


# Nearly the words of UAX #29, which rowmend tells: dots join letters and digits, commas digits.
PART = r"[^\W\u3400-\u9fff]+"
WORD = re.compile(rf"[\u3400-\u9fff]|{PART}(?:(?:[.'’]|(?<=\d)[,;](?=\d)){PART})*")


def words(parts):
    return collections.Counter(w for text in parts for w in WORD.findall(text))


def held(record):
    return tuple(tuple(cell) for cell in record["cells"])


def named(table):
    return tuple(c[1] for c in table["columns"]), len(table["records"])


class Facts:
    """What was done, or is told: facts by kind, words gone and come, and moves."""

    def __init__(self):
        self.facts, self.gone, self.come = collections.Counter(), collections.Counter(), collections.Counter()
        self.moves = collections.defaultdict(set)  # (kind, table): what moved, by its number before
        self.orders = {}  # (kind, table): the true order after, by numbers before

    def add(self, fact, before=(), after=()):
        self.facts[fact] += 1
        self.words(before, after)

    def words(self, before, after):
        gone, come = words(before), words(after)
        self.gone += gone - come
        self.come += come - gone


def stays(order):
    """A longest part of a list that stands in order."""
    best = []
    for at, value in enumerate(order):
        runs = [best[k] for k in range(at) if order[k] < value]
        best.append(max(runs, key=len, default=[]) + [value])
    return set(max(best, key=len, default=[]))


def ordered(facts, kind, table, order):
    facts.orders[kind, table] = order
    facts.moves[kind, table] = set(order) - stays(order)


def done(first, second):
    """What leads from a model to a revised one that knows its origins."""
    facts, kept = Facts(), {t["origin"]: t for t in second if t["origin"] is not None}
    for table in second:
        if table["origin"] is None:
            facts.add(("table-added", named(table)), (), table_texts(table))
    ordered(facts, "table-moved", None, [t["origin"] for t in second if t["origin"] is not None])
    for t, old in enumerate(first):
        if t not in kept:
            facts.add(("table-removed", t), table_texts(old), ())
        else:
            done_in(facts, t, old, kept[t])
    return facts


def done_in(facts, t, old, new):
    if old["title"] != new["title"]:
        facts.add(("title", t, old["title"], new["title"]), [old["title"] or ""], [new["title"] or ""])
    for kind, some, others in (("note-removed", old, new), ("note-added", new, old)):
        for text in (collections.Counter(some["notes"]) - collections.Counter(others["notes"])).elements():
            facts.add((kind, t, text), *(([text], []) if kind == "note-removed" else ([], [text])))
    places = {c[0]: k for k, c in enumerate(new["columns"])}
    for c, column in enumerate(old["columns"]):
        if c not in places:
            facts.add(("column-removed", t, c), [column[1]] + [x for r in old["records"] for x in r["cells"][c]])
        elif new["columns"][places[c]][1] != column[1]:
            header = new["columns"][places[c]][1]
            facts.add(("column-changed", t, c, header), [column[1]], [header])
    for k, column in enumerate(new["columns"]):
        if column[0] is None:
            facts.add(("column-added", t, column[1]), (), [column[1]] + [
                x for r in new["records"] if r["origin"] is not None for x in r["cells"][k]])
    ordered(facts, "column-moved", t, [c[0] for c in new["columns"] if c[0] is not None])
    kept = {r["origin"]: r for r in new["records"] if r["origin"] is not None}
    ordered(facts, "record-moved", t, [r["origin"] for r in new["records"] if r["origin"] is not None])
    for record in new["records"]:
        if record["origin"] is None:
            facts.add(("record-added", t, held(record)), (), texts(record))
    for r, record in enumerate(old["records"]):
        if r not in kept:
            facts.add(("record-removed", t, label(old, r)), texts(record))
            continue
        if record["group"] != kept[r]["group"]:
            facts.add(("group", t, label(old, r), record["group"], kept[r]["group"]), [record["group"] or ""], [kept[r]["group"] or ""])
        for c, k in ((c, k) for c, k in places.items() if c is not None):
            for before, after in items(record["cells"][c], kept[r]["cells"][k]):
                facts.add(("value", t, label(old, r), c, before, after), [before], [after])


def items(before, after):
    """Pairs of texts of a value that differ, the empty one where there is none."""
    pairs = []
    for tag, i, j, k, n in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            size = max(j - i, n - k)
            pairs += list(zip(before[i:j] + [""] * (size - j + i), after[k:n] + [""] * (size - n + k)))
    return pairs


def label(table, r):
    """Records that hold the same are one."""
    return next(k for k, x in enumerate(table["records"]) if x["cells"] == table["records"][r]["cells"])


def both(value):
    return (value["before"], value["after"]) if isinstance(value, dict) and set(value) == {"before", "after"} else (value, value)


class Names:
    """Where the ids of a document of the JSON stand."""

    def __init__(self, document):
        self.tables = {t["id"]: k for k, t in enumerate(document["tables"])}
        self.records = {(t["id"], r["id"]): k for t in document["tables"] for k, r in enumerate(t["records"])}
        self.columns = {(t["id"], c["key"]): k for t in document["tables"] for k, c in enumerate(t["columns"])}


class Telling:
    """The facts that a diff tells, with addresses as in the first document."""

    def __init__(self, old, new, first, expected, second, changes):
        self.first, self.expected, self.second = first, expected, second
        self.a, self.b, self.told, self.renames = Names(old), Names(new), Facts(), set()
        self.back, self.new_columns, self.keys = {}, {}, {}
        for change in changes:
            if change["change"] == "record-renamed":
                self.back[both(change["table"])[1], both(change["record"])[1]] = both(change["record"])[0]
            elif change["change"] == "column-added":
                self.new_columns[both(change["table"])[1], change["value"]["key"]] = change["value"]["header"]
            elif change["change"] == "column-changed":
                self.keys[both(change["table"])[1], change["after"]["key"]] = change["before"]["key"]
        for change in changes:
            self.one(change)

    def one(self, change):
        kind, add = change["change"], self.told.add
        if kind == "table-added":
            table = self.second[change["at"]]
            return add((kind, named(table)), (), table_texts(table))
        if kind == "table-removed":
            return add((kind, change["at"]), table_texts(self.first[change["at"]]))
        names = both(change["table"])
        t, u = self.a.tables[names[0]], self.b.tables[names[1]]
        if kind == "table-moved":
            self.told.moves[kind, None].add(change["from"])
        elif kind == "table-renamed":
            expected = [k for k, x in enumerate(self.expected) if x["origin"] == t]
            if not expected or expected[0] != u and named(self.expected[expected[0]]) != named(self.second[u]):
                add((kind, t, u))
        elif kind == "title-changed":
            add(("title", t, change["before"], change["after"]), [change["before"] or ""], [change["after"] or ""])
        elif kind == "note-added":
            add((kind, t, change["value"]), (), [change["value"]])
        elif kind == "note-removed":
            add((kind, t, change["value"]), [change["value"]])
        elif kind == "note-changed":
            add(("note-removed", t, change["before"]))
            add(("note-added", t, change["after"]))
            self.told.words([change["before"]], [change["after"]])
        elif kind.startswith("column"):
            self.column(change, kind, t, names)
        elif kind.startswith("record") or kind == "group-changed":
            self.record(change, kind, t, u, names)
        else:
            self.value(change, kind, t, names)

    def column(self, change, kind, t, names):
        if kind == "column-added":
            self.told.add((kind, t, change["value"]["header"]), (), [change["value"]["header"]])
        elif kind == "column-removed":
            self.told.add((kind, t, change["at"]), [change["value"]["header"]])
        elif kind == "column-moved":
            self.told.moves[kind, t].add(change["from"])
        else:
            before, after = change["before"], change["after"]
            c = self.a.columns[names[0], before["key"]]
            if before["header"] != after["header"]:
                self.told.add((kind, t, c, after["header"]), [before["header"]], [after["header"]])
            if before["kind"] != after["kind"]:
                self.told.add(("kind", t, c, before["kind"], after["kind"]))

    def record(self, change, kind, t, u, names):
        if kind == "record-added":
            value = self.second[u]["records"][change["at"]]
            self.told.add((kind, t, held(value)), (), [x for x in texts(value)])
        elif kind == "record-removed":
            self.told.add((kind, t, label(self.first[t], change["at"])), texts(self.first[t]["records"][change["at"]]))
        elif kind == "record-moved":
            self.told.moves[kind, t].add(change["from"])
        else:
            old, new = both(change["record"])
            r = self.a.records[names[0], old]
            at = label(self.first[t], r)
            if kind == "record-renamed":
                self.renames.add((t, r, u, self.b.records[names[1], new]))
            elif kind == "group-changed":
                self.told.add(("group", t, at, change["before"], change["after"]), [change["before"] or ""], [change["after"] or ""])
            else:
                self.told.add((kind, t, at), change["before"], change["after"])

    def value(self, change, kind, t, names):
        text = lambda item: " → ".join(item["steps"])
        if kind in ("item-added", "item-removed", "item-moved", "item-split", "item-joined"):
            spot = change.get("from") or change.get("to")
            spot = spot[0] if isinstance(spot, list) else spot
            after = "from" not in change
            record, column = spot["record"], spot["column"]
            if after:
                record, column = self.back.get((names[1], record), record), self.before_key(names[1], column)
            if kind in ("item-added", "item-removed"):
                pairs = [("", text(change["value"])) if after else (text(change["value"]), "")]
            elif kind == "item-moved":
                pairs = [tuple(text(x) for x in both(change["value"]))]
            else:
                parts = [change["before"], change["after"]]
                pairs = [tuple(" ".join(text(x) for x in (p if isinstance(p, list) else [p])) for p in parts)]
        else:
            record, column = both(change["record"])[0], both(change["column"])
            column = column[0] if (names[0], column[0]) in self.a.columns else self.before_key(names[1], column[1])
            if kind == "item-changed":
                pairs = [(text(change["before"]), text(change["after"]))]
            else:
                before, after = (word.value_texts(change[x]) for x in ("before", "after"))
                # Of a citation alone the year of its row may be another; of another kind of column `kind` tells.
                pairs = [(" • ".join(before), " • ".join(after))] if before != after else []
        r = self.a.records.get((names[0], record))
        c = self.a.columns.get((names[0], column), column)
        for before, after in pairs:
            self.told.words([before], [after])
            if kind in ("item-moved", "item-split", "item-joined"):
                self.told.facts[kind, t, r, c, before, after] += 1
            elif not self.follows(t, r, c, before, after):
                self.told.facts["value", t, label(self.first[t], r) if r is not None else None, c, before, after] += 1

    def before_key(self, table, key):
        if (table, key) in self.new_columns:
            return ("new", self.new_columns[table, key])
        return self.keys.get((table, key), key)

    def follows(self, t, r, c, before, after):
        """Whether a value comes or goes with its column, as was done."""
        table = next((x for x in self.expected if x["origin"] == t), None)
        if table is None:
            return False
        if isinstance(c, tuple):
            at = [k for k, x in enumerate(table["columns"]) if x[0] is None and x[1] == c[1]]
            record = next((x for x in table["records"] if x["origin"] == r), None)
            return bool(at) and record is not None and not before and after in record["cells"][at[0]]
        return not after and all(x[0] != c for x in table["columns"])


def unfaithful(expected, second, typed):
    """How an extraction differs from what the edit says, in words; empty where it does not."""
    plain_text = (lambda text: text.translate(FOLD)) if typed else (lambda text: text)
    same = lambda x, y: [plain_text(a or "") for a in x] == [plain_text(b or "") for b in y]
    found = []
    if len(expected) != len(second):
        return [f"{len(second)} tables for {len(expected)}"]
    for t, (want, got) in enumerate(zip(expected, second)):
        if not same([want["title"]], [got["title"]]):
            found.append(f"title of {t}: {want['title']!r} read as {got['title']!r}")
        if not same(want["notes"], got["notes"]):
            found.append(f"notes of {t}: {[n for n in want['notes'] if n not in got['notes']]} read as {[n for n in got['notes'] if n not in want['notes']]}")
        if not same([c[1] for c in want["columns"]], [c[1] for c in got["columns"]]):
            found.append(f"headers of {t}: {[c[1] for c in want['columns']]} read as {[c[1] for c in got['columns']]}")
            continue
        kinds = [w[1] for w, g in zip(want["columns"], got["columns"]) if w[2] != g[2]]
        if kinds:
            found.append(f"kinds of {t}: {kinds}")
        if len(want["records"]) != len(got["records"]):
            found.append(f"records of {t}: {len(got['records'])} for {len(want['records'])}")
            continue
        for r, (one, other) in enumerate(zip(want["records"], got["records"])):
            if one["group"] != other["group"]:
                found.append(f"group of {t}.{r}: {one['group']!r} read as {other['group']!r}")
            for c, (x, y) in enumerate(zip(one["cells"], other["cells"])):
                if not same(x, y) and not (kinds and " ".join(x) == " ".join(y)):
                    found.append(f"value {t}.{r}.{c}: {x} read as {y}")
    return found


def score(pair, old, new, changes, moves):
    """Facts done and told of a pair, and whether its second extraction is faithful."""
    first, expected, second = plain(word.model(old)), pair["expected"], plain(word.model(new))
    truth, faults = done(first, expected), unfaithful(expected, second, pair["typed"])
    telling = Telling(old, new, first, expected, second, changes)
    told = telling.told
    # What is told as moved is told neither as gone nor as come.
    elsewhere = words(run for move in moves if move["from"] != move["to"] for run in move["words"])
    told.gone, told.come = told.gone - elsewhere, told.come - elsewhere
    for scope in set(truth.moves) | set(told.moves):
        right, said, order = truth.moves[scope], told.moves[scope], truth.orders.get(scope, [])
        if len(said) == len(right) and len(stays(rest := [x for x in order if x not in said])) == len(rest) and said <= set(order):
            said = right
        for facts, moved in ((truth, right), (told, said)):
            facts.facts.update((*scope, x) for x in moved)
    place = {(t["origin"], r["origin"]): (k, n) for k, t in enumerate(expected) for n, r in enumerate(t["records"])}
    for t, r, u, n in telling.renames:
        want = place.get((t, r))
        right = want and held(expected[want[0]]["records"][want[1]]) == held(second[u]["records"][n])
        told.facts["record-renamed", t, r] += 1
        if right or pair["typed"] and want:
            truth.facts["record-renamed", t, r] = 1
    if not faults:
        for (t, r), (u, n) in place.items():
            if t is not None and r is not None and old["tables"][t]["records"][r]["id"] != new["tables"][u]["records"][n]["id"]:
                truth.facts["record-renamed", t, r] = 1
    if pair["typed"]:
        for fact in [f for f in told.facts if f[0] == "value" and f[-2].translate(FOLD) == f[-1].translate(FOLD)]:
            del told.facts[fact]
    apart = [words(x for t in tables for x in table_texts(t)) for tables in (first, second)]
    pair.update(done=truth.facts, told=told.facts, faults=faults, exact=truth.facts == told.facts,
                words_told=sum((told.gone + told.come).values()), words_done=sum((truth.gone + truth.come).values()),
                words_apart=sum(((apart[0] - apart[1]) + (apart[1] - apart[0])).values()))
    return pair
