"""What somebody writes who uses the package; `mypy --strict` must find nothing in it."""

from pathlib import Path

import rowmend


def studies_of(paths: list[Path]) -> dict[str, int]:
    counts: dict[str, int] = {}
    options = rowmend.Options(pages=(1, None), track_changes="reject", limits={"pages": 500})
    for path, result in zip(paths, rowmend.extract_many(paths, options=options, progress=lambda done, last: None)):
        if isinstance(result, rowmend.Error):
            print(result.kind, result.place or "", result.message, result.advice or "")
            continue
        counts[path.name] = len(result.studies)
    return counts


def look(path: str) -> None:
    try:
        document = rowmend.extract(path, decisions=False)
    except rowmend.NoTextError as error:
        raise SystemExit(error.advice) from error
    for table in document.tables:
        print(table.title, table.kinds, table.to_pandas().shape)
    text: str = document.explain("allen-2016")
    rows: list[dict[str, str | int | None]] = list(document.steps)
    print(text, rows, document.links.to_polars().height, document.trace["source"])
    print(rowmend.diff(document, document).to_text())


if __name__ == "__main__":
    print(studies_of(sorted(Path("papers").iterdir())))
