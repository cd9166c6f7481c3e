"""Ways to revise a Word document after which it says the same. See ../revise.py."""
import copy
import re

from lxml import etree

from .word import W, put, texts_of

FOLD = str.maketrans({"\u2011": "-", "\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


def plain_runs(draft):
    """Runs that hold nothing but their looks and one text."""
    for run in draft.root.iter(W + "r"):
        parts = [c for c in run if c.tag != W + "rPr"]
        if len(parts) == 1 and parts[0].tag == W + "t" and parts[0].text:
            yield run, parts[0]


def runs_split(draft, chance):
    for run, text in list(plain_runs(draft)):
        if len(text.text) > 3 and chance.random() < 0.5:
            at = chance.randint(1, len(text.text) - 1)
            second = copy.deepcopy(run)
            put(second.find(W + "t"), text.text[at:])
            put(text, text.text[:at])
            run.addnext(second)
    return "runs split"


def runs_merged(draft, chance):
    looks = lambda run: b"" if run.find(W + "rPr") is None else etree.tostring(run.find(W + "rPr"))
    runs = {run: text for run, text in plain_runs(draft)}
    for run in list(runs):
        before = run.getprevious()
        if before is not None and before in runs and run.getparent() is before.getparent() and looks(run) == looks(before):
            put(runs[before], runs[before].text + runs[run].text)
            run.getparent().remove(run)
            runs[run] = runs[before]
    return "runs merged"


def typography(draft, chance):
    """Hyphens that do not break, curly quotes, blanks that do not break; in half of the cells."""
    done = 0
    for table in draft.tables:
        for record in table.records if table.sure else []:
            for text in texts_of(record.row) if record.row is not None else []:
                if chance.random() < 0.5 or not text.text:
                    continue
                made = re.sub(r"(?<=[^\W_])-(?=[^\W_])", "\u2011", text.text)
                made = re.sub(r"(?<=\w)'(?=\w)", "\u2019", made)
                made = re.sub(r'"([^"]*)"', "\u201c\\1\u201d", made)
                made = re.sub(r"(?<=\w) (?=\d)", "\u00a0", made)
                done += made != text.text
                put(text, made)
    draft.typed = True
    return f"typography of {done} texts" if done else None
