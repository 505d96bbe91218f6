"""What holds for every store that counts who owners say they are."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.core.conversation import WHO, Turn, Who
from bot.core.demand import MADE_UP
from bot.core.who_counts import WhoCount
from bot.stores.port import Store
from tests.fakes import NOW, OTHER, OWNER, keep, message, session
from tests.stores.contract import OpenStore

IN_JULY = datetime(2026, 7, 1, tzinfo=UTC)


def tells(store: Store, who: Who | None, *, to: str = OWNER, at: datetime = NOW) -> None:
    """Keeps a turn in which an owner told who they are, or told nothing."""
    number = store.counts()["seen"]
    assert keep(store, Turn(session(to), told_who=who), message(f"m{number}", to=to, at=at))


class WhoContract:
    """The contract; a class that inherits gives ``open_store``."""

    @pytest.fixture
    def open_store(self) -> OpenStore:
        """Opens the same database each time."""
        raise NotImplementedError

    @pytest.fixture
    def store(self, open_store: OpenStore) -> Iterator[Store]:
        """An open store."""
        opened = open_store()
        yield opened
        opened.close()

    def test_answers_are_counted_by_quarter_also_by_who_would_rather_not_say(
        self, store: Store
    ) -> None:
        for who in (*WHO, "woman", None):
            tells(store, who)
        tells(store, "man", to=OTHER, at=IN_JULY)
        assert store.who.counts() == [
            WhoCount("2026-Q3", "man", 1),
            *(WhoCount("2026-Q4", who, 2 if who == "woman" else 1) for who in sorted(WHO)),
        ]

    def test_made_up_answers_never_stand_among_real_ones(self, store: Store) -> None:
        tells(store, "woman", to=f"{MADE_UP}1")
        tells(store, "man")
        assert store.who.counts() == [WhoCount("2026-Q4", "man", 1)]
        assert store.who.counts(made_up=True) == [WhoCount("2026-Q4", "woman", 1)]

    def test_a_fault_in_the_middle_of_a_turn_counts_nobody(self, store: Store) -> None:
        with pytest.raises(ZeroDivisionError), store.transaction() as kept:
            kept.keep(message("m1"), Turn(session(), told_who="man"))
            1 / 0  # noqa: B018 - the fault
        assert store.who.counts() == []

    def test_the_tally_survives_the_end_of_the_process_and_the_erasure_of_an_owner(
        self, store: Store, open_store: OpenStore
    ) -> None:
        tells(store, "other")
        store.erase(OWNER)
        again = open_store()
        assert again.who.counts() == [WhoCount("2026-Q4", "other", 1)]
        again.close()

    def test_nothing_of_an_answer_is_in_what_is_kept_about_its_owner(self, store: Store) -> None:
        tells(store, "woman-abroad")
        assert "woman" not in repr(store.export(OWNER))
