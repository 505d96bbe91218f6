"""What holds for introductions in every store; joined like the contract of ``contract.py``."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.conversation import InvitedSays, Reply, Session, Turn, Willing
from bot.core.introductions import Introduction, Invited, begun, ended
from bot.stores.port import Store
from tests.fakes import NOW, OTHER, OWNER, keep, message, read, session, turn

OpenStore = Callable[[], Store]
MINE, THEIRS = "Anne, 99 88 77 66", "Bo, bo@bageriet.example"


def introduction(name: str = "meet-1", days: int = 0) -> Introduction:
    """An introduction of two owners, who both have been asked."""
    owners = (
        Invited(OWNER, "nb", "season", "oppdal", "micro", ("food",), asked_at=NOW),
        Invited(OTHER, "sv", "season", "are", asked_at=NOW),
    )
    return begun(name, owners, {"nb": "Derfor.", "sv": "Därför."}, NOW + timedelta(days=days))


def willing(conversation: str, days_ago: int) -> Session:
    """Somebody who would like to meet others."""
    return session(conversation, willing=Willing(NOW - timedelta(days=days_ago), ("season",)))


def put(store: Store, one: Introduction) -> None:
    """Keeps an introduction."""
    with store.transaction() as kept:
        kept.put_introduction(one)


def answer(store: Store, owner: str, says: InvitedSays) -> None:
    """Keeps an owner's answer as a turn does."""
    keep(store, turn("Takk", to=owner, invited_says=says), message("yes", to=owner))


def got(store: Store, name: str = "meet-1") -> Introduction:
    """An introduction as it stands."""
    with store.transaction() as kept:
        found = kept.introduction(name)
    assert found is not None
    return found


class IntroductionsContract:
    """The contract; a store gives ``open_store``."""

    @pytest.fixture
    def store(self, open_store: OpenStore) -> Iterator[Store]:
        """An open store."""
        opened = open_store()
        yield opened
        opened.close()

    def test_an_introduction_is_read_as_it_was_kept(self, store: Store) -> None:
        put(store, introduction())
        assert got(store) == introduction()
        with store.transaction() as kept:
            assert kept.introduction("another") is None

    def test_open_ones_come_oldest_first_and_all_of_them_the_latest_first(
        self, store: Store
    ) -> None:
        for name, days in (("meet-2", 2), ("meet-1", 1), ("meet-3", 3)):
            put(store, introduction(name, days))
        put(store, ended(got(store, "meet-2"), NOW))
        assert store.introductions.open() == ["meet-1", "meet-3"]
        assert [one.id for one in store.introductions.all()] == ["meet-3", "meet-2", "meet-1"]

    def test_the_answer_of_a_turn_is_kept_with_the_open_introduction_only(
        self, store: Store
    ) -> None:
        put(store, ended(introduction("meet-0"), NOW))
        put(store, introduction())
        answer(store, OWNER, InvitedSays("yes", MINE))
        assert [one.says for one in got(store).invited] == ["yes", None]
        assert [one.says for one in got(store, "meet-0").invited] == [None, None]
        answer(store, "telegram:nobody", InvitedSays("yes", MINE))

    def test_a_fault_in_the_middle_of_a_turn_keeps_no_answer(self, store: Store) -> None:
        put(store, introduction())
        with pytest.raises(RuntimeError), store.transaction() as kept:
            kept.keep(message("yes"), turn("Takk", invited_says=InvitedSays("yes", MINE)))
            raise RuntimeError
        assert got(store) == introduction()

    def test_those_who_would_like_to_meet_others_are_found_until_it_ends(
        self, store: Store
    ) -> None:
        for owner, days_ago in ((OWNER, 10), (OTHER, 200)):
            keep(store, Turn(willing(owner, days_ago)))
        since = NOW - timedelta(days=180)
        assert [one.conversation for one in store.introductions.willing(since)] == [OWNER]
        assert store.introductions.forget_willing(since) == 1
        other, mine = read(store, OTHER), read(store, OWNER)
        assert other is not None
        assert other.willing is None
        assert mine is not None
        assert mine.willing is not None
        keep(store, Turn(replace(mine, willing=None)), message("2"))
        assert store.introductions.willing(since) == []

    def test_an_erased_owner_is_in_no_introduction_and_hidden_where_others_read_it(
        self, store: Store
    ) -> None:
        put(store, introduction())
        answer(store, OWNER, InvitedSays("yes", MINE))
        answer(store, OTHER, InvitedSays("yes", THEIRS))
        sent = Reply("Nå kan dere snakke sammen", quote=f"Oppdal: {MINE}", handoff="meet-1")
        keep(store, Turn(session(OTHER), (sent,)), message("3", to=OTHER))
        assert store.erase(OWNER)["invited"] == 1
        assert [one.conversation for one in got(store).invited] == [OTHER]
        assert [line.quote for line in store.lines(OTHER) if line.quote] == ["Oppdal: …"]
        assert MINE not in repr(store.export(OTHER))
        assert THEIRS in repr(store.export(OTHER))

    def test_of_old_introductions_only_the_counts_stay(self, store: Store) -> None:
        put(store, introduction())
        answer(store, OWNER, InvitedSays("yes", MINE))
        answer(store, OTHER, InvitedSays("yes", THEIRS))
        put(store, ended(got(store), NOW))
        assert store.introductions.forget_contacts(NOW) == 0
        assert store.introductions.forget_contacts(NOW + timedelta(seconds=1)) == 1
        assert store.introductions.forget_contacts(NOW + timedelta(seconds=1)) == 0
        left = got(store)
        assert (left.invited, left.why) == ((), ())
        assert (left.number, left.answered, left.yes, left.ending) == (2, 2, 2, "brought-together")
        assert store.export(OWNER)["invited"] == []

    def test_all_that_is_kept_of_an_owner_is_given_for_them_to_read(self, store: Store) -> None:
        put(store, introduction())
        answer(store, OWNER, InvitedSays("yes", MINE))
        with store.transaction() as kept:
            (one,) = kept.kept(OWNER).invited
        assert one.contact == MINE
