"""What cannot be read says what was wrong, where, and what to do."""

import pickle
from pathlib import Path

import pytest
from conftest import SAMPLES

import rowmend


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("dump/empty.txt", rowmend.EmptyError),
        ("dump/no-table.txt", rowmend.NoTableError),
        ("docx/legacy.doc", rowmend.UnknownFormatError),
        ("docx/not-a-document.docx", rowmend.Error),
        ("pdf/encrypted.pdf", rowmend.EncryptedError),
        ("pdf/scanned.pdf", rowmend.NoTextError),
        ("nowhere.pdf", rowmend.UnreadableError),
    ],
)
def test_each_kind_is_a_class(name: str, error: type[rowmend.Error]) -> None:
    with pytest.raises(error) as told:
        rowmend.extract(SAMPLES / name)
    assert isinstance(told.value, rowmend.Error)
    assert told.value.source.endswith(Path(name).name)
    assert told.value.message in str(told.value)
    assert told.value.advice


def test_limits_are_kept(dump: Path) -> None:
    with pytest.raises(rowmend.OverLimitError, match="source-bytes"):
        rowmend.extract(dump, options=rowmend.Options(limits={"source-bytes": 10}))
    with pytest.raises(rowmend.SettingsError, match="there is no limit"):
        rowmend.extract(dump, options=rowmend.Options(limits={"sauce-bytes": 10}))
    with pytest.raises(rowmend.SettingsError, match="pages count from 1"):
        rowmend.extract(dump, options=rowmend.Options(pages=(0, 1)))


def test_errors_can_be_sent(dump: Path) -> None:
    with pytest.raises(rowmend.Error) as told:
        rowmend.extract(b"")
    sent = pickle.loads(pickle.dumps(told.value))
    assert type(sent) is type(told.value) is rowmend.EmptyError
    assert vars(sent) == vars(told.value)
    assert str(sent) == str(told.value)


def test_one_that_fails_does_not_stop_the_others(dump: Path) -> None:
    seen: list[int] = []
    results = list(
        rowmend.extract_many([dump, b"", dump], threads=2, progress=lambda done, last: seen.append(done))
    )
    assert [type(result) for result in results] == [rowmend.Document, rowmend.EmptyError, rowmend.Document]
    assert seen == [1, 2, 3]
