"""The counts that the staff pages show: what was asked for in a cut, and in the times it is compared with."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.core.comparing import YEAR, Compared, Counts, Span, compare
from bot.core.content import Content
from bot.core.conversation import Handoff
from bot.core.corrections import Correction
from bot.core.demand import is_made_up
from bot.core.demand_query import ASKED, Query, under_all_names, under_names_of_today
from bot.core.rising import Past, Rise, rising
from bot.stores.port import Store
from bot.web.staff_cut import CHOOSABLE, EARLIEST, Cut

GAPS: Mapping[str, tuple[str, ...]] = {"outcome": ("gap",)}
LEFT: Mapping[str, tuple[str, ...]] = {**ASKED, "outcome": ("left",)}
_NEED_PLACE = ("need", "place")

Key = str | None


@dataclass(frozen=True)
class Figures:
    """Counts of a cut. They are conversations, each once a month for a need, unless told otherwise."""

    store: Store
    content: Content
    cut: Cut
    _counted: dict[str, Mapping[tuple[Key, ...], int]] = field(default_factory=dict, repr=False)

    @cached_property
    def made_up(self) -> bool:
        """Whether all there is was made up, to try the pages out."""
        return self.store.only_made_up()

    def asked(self, by: str, span: Span | None = None) -> Counts:
        """How many asked, by a column."""
        if by not in _NEED_PLACE:
            return {key[0]: count for key, count in self.counted((by,), ASKED, span).items()}
        counts: Counter[Key] = Counter()
        for key, count in self._needs_by_place(span or self.cut.span).items():
            counts[key[_NEED_PLACE.index(by)]] += count
        return counts

    def _needs_by_place(self, span: Span) -> Mapping[tuple[Key, ...], int]:
        """Counted once for each time: the pages need it by need, by place and as a total."""
        return self.counted(_NEED_PLACE, ASKED, span)

    def gaps(self, by: str) -> Mapping[tuple[Key, ...], int]:
        """How often too little was there to offer, also late in a talk, by a column and the reason."""
        return self.counted((by, "reason"), GAPS)

    def left(self) -> Counts:
        """How many stopped before any advice, by the step."""
        return {key[0]: count for key, count in self.counted(("step",), LEFT).items()}

    def total(self, span: Span | None = None) -> int:
        """How many asked."""
        return sum(self._needs_by_place(span or self.cut.span).values())

    @cached_property
    def before(self) -> Span | None:
        """The time just before, None when not all of it was counted."""
        return self.cut.before if self._was_counted(self.cut.before) else None

    @cached_property
    def year_before(self) -> Span | None:
        """The same days of the year before; None when not all were counted, or they are ``before``."""
        span = self.cut.year_before
        return span if span != self.cut.before and self._was_counted(span) else None

    @cached_property
    def months_before(self) -> Span | None:
        """The months of the year before those that are drawn, None when not all were counted."""
        span = self.cut.months.earlier(YEAR)
        return span if self._was_counted(span) else None

    def past(self, by: str) -> Past | None:
        """What a column is compared with to tell what is rising, None when there is nothing."""
        before = self._asked_in(by, self.before)
        if before is None:
            return None
        return Past(self.asked(by), before, self._asked_in(by, self.year_before))

    def compared(self, by: str) -> list[Compared]:
        """How many asked, by a column, beside the times they are compared with."""
        return compare(
            self.asked(by),
            self._asked_in(by, self.before),
            self._asked_in(by, self.year_before),
        )

    @cached_property
    def corrections(self) -> list[Correction]:
        """What staff read as another need, in talks of the cut; it changes no count."""
        kept = self.store.corrections.between(self.cut.span.first, self.cut.span.last)
        today = (
            replace(
                one,
                need=one.need and self.content.id_now("needs", one.need),
                instead=self.content.id_now("needs", one.instead),
                place=one.place and self.content.id_now("places", one.place),
            )
            for one in kept
            if one.made_up == self.made_up
        )
        return [one for one in today if self.includes((one.need, one.instead), one.place, one.size)]

    @cached_property
    def requests(self) -> list[Handoff]:
        """Every request for a person of all times, real or made up as the page shows."""
        kept = self.store.handoffs()
        return [one for one in kept if is_made_up(one.conversation) == self.made_up]

    def includes(self, needs: Collection[Key], place: Key, size: Key) -> bool:
        """Whether what was chosen besides the days includes this; ids as they are now."""
        known = self.content.places.get(place or "")
        told: Mapping[str, Collection[Key]] = {
            "need": needs,
            "place": (place,),
            "size": (size,),
            "country": (known.country if known else None,),
        }
        return all(value in told[key] for key, (value,) in self._chosen().items())

    @cached_property
    def risen(self) -> list[tuple[str, Rise]]:
        """What clearly rises, each with its column; of a column that was chosen in, only what was chosen."""
        pasts: dict[str, Past] = {}
        for column in ("need", "place"):
            open_ = Figures(self.store, self.content, self.cut.but(**{column: None}))
            past = (open_ if getattr(self.cut, column) else self).past(column)
            if past is not None:
                pasts[column] = past
        return [
            (column, rise)
            for column, rise in rising(pasts)
            if getattr(self.cut, column) in (None, rise.id)
        ]

    def _asked_in(self, by: str, span: Span | None) -> Counts | None:
        return self.asked(by, span) if span else None

    def _was_counted(self, span: Span) -> bool:
        """Whether anything was kept before a time was over its first month: then it is whole."""
        last = Span(span.first, span.first).earlier(-1).last
        query = Query(EARLIEST, min(last, span.last), made_up=self.made_up)
        return any(count.conversations for count in self.store.demand(query))

    def counted(
        self, by: tuple[str, ...], where: Mapping[str, tuple[str, ...]], span: Span | None = None
    ) -> Mapping[tuple[Key, ...], int]:
        """Counts in the cut, under the ids its entries have now."""
        span = span or self.cut.span
        query = Query(span.first, span.last, by, {**self._chosen(), **where}, made_up=self.made_up)
        # Values in a query are no key, but their text is.
        asked = repr(query)
        if asked not in self._counted:
            counts = self.store.demand(under_all_names(query, self.content))
            today = under_names_of_today(counts, query, self.content)
            self._counted[asked] = {count.key: count.conversations for count in today}
        return self._counted[asked]

    def _chosen(self) -> Mapping[str, tuple[str, ...]]:
        """What the reader chose, as a store takes it."""
        chosen = {key: getattr(self.cut, key) for key in CHOOSABLE}
        return {key: (value,) for key, value in chosen.items() if value is not None}
