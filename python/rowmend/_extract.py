"""Documents are read."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Literal, Union

from . import _rowmend
from ._document import Document
from ._errors import Error
from ._options import Options
from ._program import program

Source = Union[str, "os.PathLike[str]", bytes, IO[bytes]]
"""A document: the path of a file, its bytes, or a file that is open for reading bytes."""

Decisions = Union[str, "os.PathLike[str]", Literal[False], None]
"""A path; a text of several lines; None for those beside the file, as the program has it; False for none."""


def extract(
    source: Source,
    *,
    name: str | None = None,
    decisions: Decisions = None,
    options: Options = Options(),
    isolated: bool = True,
) -> Document:
    """Reads a document.

    It is read by a process of its own, without files or network, which it may bring down; `isolated=False` reads it
    in this one, for documents that you trust. Other threads go on meanwhile.

    Raises `rowmend.Error`, one class for each kind, where there is no document.
    """
    document, called = _opened(source, name)
    worker = program() if isolated else None
    told, beside = _told(decisions), decisions is None
    return Document(*_rowmend.extract(document, called, options.for_core(), told, beside, worker))


def extract_many(
    sources: Iterable[Source],
    *,
    options: Options = Options(),
    isolated: bool = True,
    threads: int | None = None,
    progress: Callable[[int, Document | Error], object] | None = None,
) -> Iterator[Document | Error]:
    """Reads many documents, as many at a time as there are processors, and gives what they gave in their order.

    A document that cannot be read gives its error, and the others go on. `progress` is called with how many are
    done and with the last of them, from the thread that asks for the results.
    """
    threads = threads or os.cpu_count() or 1

    def one(source: Source) -> Document | Error:
        try:
            return extract(source, options=options, isolated=isolated)
        except Error as error:
            return error

    waiting: deque[Future[Document | Error]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        remaining, done = iter(sources), 0
        while True:
            # A few more than are read, so that none waits for whoever takes the results; not all of a million.
            for source in remaining:
                waiting.append(pool.submit(one, source))
                if len(waiting) >= 4 * threads:
                    break
            if not waiting:
                return
            result, done = waiting.popleft().result(), done + 1
            if progress is not None:
                progress(done, result)
            yield result


def _opened(source: Source, name: str | None) -> tuple[str | bytes, str | None]:
    """A path or bytes, and what the document is called if that is not the name of its file."""
    if isinstance(source, (str, os.PathLike)):
        return os.fspath(source), name
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source), name
    own = getattr(source, "name", None)
    content = source.read()
    if not isinstance(content, bytes):
        raise TypeError("the file is open for reading texts: open it with mode 'rb'")
    return content, name or (os.path.basename(own) if isinstance(own, str) else None)


def _told(decisions: Decisions) -> str | tuple[str] | None:
    """A text as it is, a path as a tuple of one."""
    if decisions is None or decisions is False:
        return None
    if isinstance(decisions, str) and "\n" in decisions:
        return decisions
    return (os.fspath(decisions),)
