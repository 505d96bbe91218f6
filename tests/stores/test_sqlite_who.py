"""Who owners say they are, in SQLite: not even the bytes of the file tell who answered what."""

import random
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from shutil import copyfile

import pytest

from bot.core.conversation import WHO, Turn, Who
from bot.stores.sqlite import SqliteStore
from tests.fakes import NOW, keep, message, session
from tests.stores.contract import OpenStore
from tests.stores.who_contract import WhoContract

# So many of one that their number takes a second byte in the file.
ANSWERS: tuple[Who, ...] = (*("woman",) * 130, *("man",) * 12, *WHO)


class TestSqliteWho(WhoContract):
    """The contract on a file."""

    @pytest.fixture
    def open_store(self, tmp_path: Path) -> OpenStore:
        """The same file each time."""
        return partial(SqliteStore, str(tmp_path / "steg.db"))


def file_of(empty: Path, name: str, answers: Sequence[Who]) -> bytes:
    """The database after each owner in turn gave an answer; its log, which must be empty, behind it."""
    path = empty.parent / f"{name}.db"
    copyfile(empty, path)
    with closing(SqliteStore(str(path))) as store:
        for number, who in enumerate(answers):
            owner, at = f"telegram:{number}", NOW + timedelta(minutes=number)
            turn = Turn(session(owner, asked_who="told"), told_who=who)
            assert keep(store, turn, message(number, to=owner, at=at))
        assert Path(f"{path}-wal").stat().st_size == 0, "the log would tell which turn counted what"
        return path.read_bytes()


def test_the_same_answers_given_by_other_owners_leave_the_same_file(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    SqliteStore(str(empty)).close()
    others = random.Random(3).sample(ANSWERS, len(ANSWERS))
    assert file_of(empty, "one", ANSWERS) == file_of(empty, "other", others)
