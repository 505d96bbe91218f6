"""The week's digest: counts what it tells, and keeps it for the outbox, once for each week and receiver."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

import structlog

from bot.core.content import Content
from bot.core.conversation import DeskPost, Message, Reply
from bot.core.demand_query import ASKED, Count, Query, under_all_names, under_names_of_today
from bot.core.digest import (
    WEEKS_RISING,
    Digest,
    Figures,
    Gathered,
    Id,
    by_week,
    digest,
    gathered,
)
from bot.core.digest_time import DAY, WEEK, Receiver, week_due, week_name
from bot.core.rising import Past
from bot.digest_text import written
from bot.stores.port import Store

GAPS: Mapping[str, tuple[str, ...]] = {"outcome": ("gap",)}

WEEKS_A_YEAR = 52  # so that the same weekdays are compared

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to say of a week: ``digest`` is None when it is not enough for one."""

    found: Gathered
    digest: Digest | None


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts questions as digests tell them; made-up ones never come among real ones.

    ``least`` is the smallest count that may be told.
    """

    store: Store
    content: Content
    least: int
    made_up: bool = False

    def of(self, week: date) -> Found:
        """What there is to say at the end of the week of that Monday."""
        last = week + WEEK - DAY
        weeks = by_week(self._counts(date.min, last, ("day", "need"), ASKED))
        found = gathered(weeks, week, self.least)
        if not found.says_something(self.least):
            return Found(found, None)
        return Found(found, digest(found, weeks, self._figures(found), self.least))

    def _figures(self, found: Gathered) -> Figures:
        first, last = found.first, found.last
        gaps = self._counts(first, last, ("need", "reason"), GAPS)
        return Figures(
            places=self._asked(first, last, "place"),
            gaps={count.key: count.conversations for count in gaps},
            months=self._asked(date.min, last, "month"),
            pasts={column: self._past(last, column) for column in ("need", "place")},
        )

    def _past(self, last: date, column: str) -> Past:
        def asked(weeks_before: int) -> Mapping[Id, int]:
            ends = last - weeks_before * WEEK
            return self._asked(ends - WEEKS_RISING * WEEK + DAY, ends, column)

        return Past(asked(0), asked(WEEKS_RISING), asked(WEEKS_A_YEAR))

    def _asked(self, first: date, last: date, by: str) -> Mapping[Id, int]:
        counts = self._counts(first, last, (by,), ASKED)
        return {count.key[0]: count.conversations for count in counts}

    def _counts(
        self, first: date, last: date, by: tuple[str, ...], where: Mapping[str, tuple[str, ...]]
    ) -> Sequence[Count]:
        query = Query(first, last, by, where, made_up=self.made_up)
        counts = self.store.demand(under_all_names(query, self.content))
        return under_names_of_today(counts, query, self.content)


@dataclass(frozen=True, slots=True)
class Digests:
    """Keeps each receiver's digest of the last whole week, when its time has come."""

    store: Store
    content: Callable[[], Content]
    receivers: Sequence[Receiver]
    public_url: str
    least: int
    _done: set[tuple[str, date]] = field(default_factory=set)

    def keep(self, now: datetime) -> int:
        """Keeps what is due to be sent; for how many receivers.

        Raises:
            StoreUnreachable: some are kept and the others not; they are at the next try.
        """
        due = [(one, week) for one in self.receivers if (week := week_due(now, one.country))]
        waiting = [(one, week) for one, week in due if (one.address, week) not in self._done]
        if not waiting:
            return 0
        content = self.content()
        told = lru_cache(Counting(self.store, content, self.least).of)
        reply = lru_cache(
            lambda found, language: written(found, content, language, self.public_url)
        )
        kept = 0
        for receiver, week in waiting:
            found = told(week).digest
            if found is None:
                log.info("nothing to say this week", week=week_name(week))
            else:
                kept += self._keep(receiver, week, reply(found, receiver.language), now)
            self._done.add((receiver.address, week))
        return kept

    def _keep(self, receiver: Receiver, week: date, reply: Reply, now: datetime) -> bool:
        """Keeps it with its mark, in one transaction; False when another process, or an earlier one, has."""
        address = receiver.address
        mark = Message(f"digest:{week_name(week)}:{address}", address, "page", now)
        with self.store.transaction() as kept:
            if kept.seen(mark):
                return False
            kept.post(DeskPost(address, reply), now)
        return True
