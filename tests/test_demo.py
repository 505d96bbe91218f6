"""Made-up talks: the same for the same seed, of every kind, and never among real ones."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, cast

import pytest

from bot.core.comparing import Span
from bot.core.content import LANGUAGES, SIZES, Content
from bot.core.conversation import Session, Signal, Turn
from bot.core.demand import is_made_up
from bot.core.demand_query import ASKED, Count, Query
from bot.core.draft import World
from bot.core.rising import Past, rising
from bot.demo import LACKING, STEPS, fill
from bot.errors import SettingWrong
from bot.service import Service
from bot.stores.sqlite import SqliteStore
from tests.fakes import NOW, keep, message

TALKS = 4000
YEAR = (NOW.date() - timedelta(days=366), NOW.date())


class Filled:
    """Stands for a service: made-up talks are drawn, so nothing is understood."""

    def __init__(self, content: Content) -> None:
        self.store = SqliteStore(":memory:")
        self._world = World(content, cast(Any, None))

    def world(self) -> World:
        """What talks are drawn from."""
        return self._world

    def filled(self, talks: int, seed: int = 1) -> SqliteStore:
        """The store with made-up talks."""
        assert fill(cast(Service, self), talks, seed, NOW) == talks
        return self.store


@pytest.fixture(scope="module")
def store(content: Content) -> Iterator[SqliteStore]:
    filled = Filled(content).filled(TALKS)
    yield filled
    filled.close()


def told(store: SqliteStore, name: str) -> set[str | None]:
    return {count.key[0] for count in store.demand(Query(*YEAR, (name,), made_up=True))}


def test_the_same_seed_makes_the_same_talks_and_another_makes_others(content: Content) -> None:
    first, again, other = (Filled(content).filled(60, seed) for seed in (4, 4, 5))
    assert list(first.signals()) == list(again.signals())
    assert list(first.handoffs()) == list(again.handoffs())
    assert list(first.signals()) != list(other.signals())


def test_every_kind_of_owner_and_every_end_is_there(store: SqliteStore, content: Content) -> None:
    assert told(store, "language") == set(LANGUAGES)
    assert told(store, "size") == {*SIZES, None}
    assert told(store, "place") == {*content.places, None}
    assert told(store, "need") == {*content.needs, None}
    assert told(store, "outcome") == {"advised", "gap", "handoff", "left", "verdict"}
    assert told(store, "helped") == {"yes", "partly", "no", None}
    assert told(store, "reason") == {
        None, *LACKING, "not-understood", "nobody-answered", *(f"left-at-{step}" for step in STEPS)
    }  # fmt: skip


def test_the_need_that_rises_in_one_place_is_found_and_growth_raises_nothing_else(
    store: SqliteStore,
) -> None:
    def asked(span: Span) -> dict[str | None, int]:
        query = Query(span.first, span.last, ("need", "place"), ASKED, made_up=True)
        return {f"{c.key[0]} in {c.key[1]}": c.conversations for c in store.demand(query)}

    last = Span(date(2026, 10, 1), NOW.date())
    half_a_year = Span(date(2026, 4, 1), date(2026, 9, 30))
    found = rising({"need in place": Past(asked(last), asked(half_a_year))})
    assert [rise.id for _, rise in found] == ["transport in oppdal"]


def test_needs_of_the_winter_take_a_greater_share_of_it_than_of_the_summer(
    store: SqliteStore,
) -> None:
    counts = store.demand(Query(*YEAR, ("month", "need"), ASKED, made_up=True))

    def share(names: list[str]) -> float:
        asked = [count for count in counts if count.key[0] in names]
        winter = [count for count in asked if count.key[1] in ("season", "energy-cost")]
        return sum(c.conversations for c in winter) / sum(c.conversations for c in asked)

    winter = [f"2026-{month:02}" for month in (1, 2)]
    summer = [f"2026-{month:02}" for month in range(4, 10)]
    assert share(winter) > 1.25 * share(summer)


def test_nothing_is_sent_or_falls_due_and_no_words_are_kept_longer_than_real_ones(
    store: SqliteStore,
) -> None:
    assert store.counts()["outbox"] == store.counts()["follow_ups"] == 0
    assert not store.due_handoffs(NOW)
    assert not store.silent(NOW, 9)
    assert store.counts()["lines"] > 0
    assert store.forget_words(NOW - timedelta(days=14)) == 0


def test_nothing_happens_before_the_year_or_after_now(store: SqliteStore) -> None:
    days = [signal.day for signal in store.signals()]
    assert date(2025, 11, 20) <= min(days)
    assert max(days) <= NOW.date()
    assert all(h.closed_at is None or h.closed_at <= NOW for h in store.handoffs())


def test_all_of_it_is_marked_and_none_counts_as_real(store: SqliteStore) -> None:
    assert store.only_made_up()
    assert all(signal.made_up for signal in store.signals())
    assert all(is_made_up(handoff.conversation) for handoff in store.handoffs())
    assert list(store.demand(Query(*YEAR))) == [Count((), 0)]


def test_a_store_with_real_talks_is_refused_and_left_as_it_is(content: Content) -> None:
    service = Filled(content)
    signal = Signal(NOW.date(), "advised", "web", "nb", "season")
    keep(
        service.store,
        Turn(Session("web:1", "web", "nb"), signals=(signal,)),
        message("1", to="web:1"),
    )
    before = service.store.counts()
    with pytest.raises(SettingWrong, match="this store is not empty"):
        service.filled(5)
    assert service.store.counts() == before
