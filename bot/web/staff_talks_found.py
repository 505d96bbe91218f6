"""Finds the talks staff may read: those asked for, the latest first, and one by its code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from bot.core.content import Content, Language
from bot.core.talk_code import talk_code
from bot.stores.port import TalkKept
from bot.web.page import Site
from bot.web.staff_reader import Reader
from bot.web.staff_talk_reading import TalkFacts, facts_of

LOOKED_AT_ONCE = 200  # of which some may not be read, or not be asked for
LIST = "/staff/talks"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which talks a reader asks for; None is any. ``missed``: where something was not understood."""

    need: str | None = None
    place: str | None = None
    missed: bool = False

    def address(self, after: str = "") -> str:
        """Where the list stands with these choices, from a talk on."""
        chosen = {"need": self.need, "place": self.place, "missed": "1" if self.missed else None}
        query = {key: value for key, value in {**chosen, "after": after or None}.items() if value}
        return f"{LIST}?{urlencode(query)}" if query else LIST

    def holds(self, talk: TalkFacts) -> bool:
        """Whether a talk is one of them."""
        of_need = self.need is None or self.need in (*talk.needs, *talk.counted)
        return of_need and self.place in (None, talk.place)


def wanted_in(chosen: QueryParams, content: Content) -> Wanted:
    """What the address asks for; a value that means nothing here counts as not chosen."""
    need, place = chosen.get("need"), chosen.get("place")
    return Wanted(
        need if need in content.needs else None,
        place if place in content.places else None,
        chosen.get("missed") == "1",
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """The talks of a site that may be read now; ``secret`` makes their codes."""

    site: Site
    secret: str

    @property
    def since(self) -> datetime:
        """From when on words are kept."""
        return self.site.clock() - timedelta(days=self.site.keep_text_days)

    def found(self, wanted: Wanted, after: str = "") -> Iterator[TalkFacts]:
        """The talks asked for, the latest first, read from the store a few at a time.

        Args:
            after: the code of a talk; those that come after it.
        """
        store, names = self.site.store, self._names()
        if after:
            codes = [self._code(name) for name in names]
            names = names[codes.index(after) + 1 :] if after in codes else names
        read = Reader(self.site.content(), "en")  # ids only: no language shows
        mentions = self._mentions(wanted)
        for start in range(0, len(names), LOOKED_AT_ONCE):
            some = names[start : start + LOOKED_AT_ONCE]
            for talk in store.talks.readable(
                some, self.since, mentions=mentions, missed=wanted.missed
            ):
                facts = facts_of(talk, self._code(talk.session.conversation), read)
                if wanted.holds(facts):
                    yield facts

    def one(self, code: str, language: Language) -> tuple[TalkKept, TalkFacts]:
        """The talk of a code.

        Raises:
            HTTPException: there is none, or its words are kept no longer, or nobody may read it.
        """
        name = next((one for one in self._names() if self._code(one) == code), None)
        talks = self.site.store.talks.readable([name], self.since) if name else ()
        if not talks:
            raise HTTPException(404)
        return talks[0], facts_of(talks[0], code, Reader(self.site.content(), language))

    def _mentions(self, wanted: Wanted) -> tuple[str, ...]:
        """The ids, of now and before, that a talk holds when it is one of those asked for."""
        kind, asked = ("places", wanted.place) if wanted.place else ("needs", wanted.need)
        if asked is None:
            return ()
        renamed = self.site.content().renamed.items()
        return (asked, *(old for (of, old), new in renamed if of == kind and new == asked))

    def _names(self) -> Sequence[str]:
        store = self.site.store
        return store.talks.latest(self.since, made_up=store.only_made_up())

    def _code(self, conversation: str) -> str:
        return talk_code(self.secret, conversation)
