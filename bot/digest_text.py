"""Writes a digest: three sentences and a link, and draws its two pictures."""

from collections.abc import Sequence
from datetime import date

from bot.charts import Bar, bars
from bot.core.advice_text import MONTHS
from bot.core.content import Content, Language
from bot.core.conversation import Picture, Reply
from bot.core.digest import Digest, Missing, Risen, Told
from bot.core.digest_time import WEEK, week_name
from bot.core.wording import listed
from bot.digest_words import AND, QUOTES, word
from bot.web.staff_reader import Reader

NAMED = 2  # in one sentence, of what was asked for most
FEWEST_BARS = 2  # in a picture; one compares nothing
TIMES_WITHOUT_TENTHS = 10.0


def written(digest: Digest, content: Content, language: Language, public_url: str) -> Reply:
    """The digest as a reply, for a mailbox or a channel."""
    say = _Writer(Reader(content, language), digest)
    page = f"{public_url}/staff?from={digest.first}&to={digest.last}"
    parts = (
        f"**{say.title()}**\n{say.days()}",
        *say.sentences(),
        f"{word('link', language)}\n{page}",
    )
    return Reply("\n\n".join(parts), pictures=say.pictures())


class _Writer:
    """Puts one digest into one language."""

    def __init__(self, read: Reader, digest: Digest) -> None:
        self._read, self._digest, self._language = read, digest, read.language

    def _word(self, key: str, **values: str | int) -> str:
        return word(key, self._language, **values)

    def _named(self, column: str, id_: str) -> str:
        """What it is called; the name of a need stands in quotes, since it reads as a sentence of its own."""
        before, after = QUOTES[self._language] if column == "need" else ("", "")
        return f"{before}{self._unquoted(column, id_)}{after}"

    def _unquoted(self, column: str, id_: str) -> str:
        return self._read.month(id_) if column == "month" else self._read.named(column, id_)

    def _counted(self, column: str, told: Told) -> str:
        return self._word("counted", name=self._named(column, told.id), count=told.count)

    def _listed(self, names: Sequence[str]) -> str:
        return listed(list(names), AND[self._language])

    # --- the text

    def title(self) -> str:
        """What it is about, and which week."""
        return self._word("title", weeks=self._weeks())

    def _weeks(self) -> str:
        first, last = self._digest.first, self._digest.last
        if last - first < WEEK:
            return self._word("week", week=_number(last))
        return self._word("weeks", first=_number(first), last=_number(last))

    def days(self) -> str:
        """The days, as people write them: "16.–22. november 2026"."""
        first, last = self._digest.first, self._digest.last
        told = _day(last, self._language)
        if first.year != last.year:
            return f"{_day(first, self._language)} {first.year} – {told} {last.year}"
        if first.month != last.month:
            return f"{_day(first, self._language)} – {told} {last.year}"
        return f"{first.day}{'.' if self._language == 'nb' else ''}–{told} {last.year}"

    def sentences(self) -> tuple[str, str, str]:
        """What was asked for, what is rising, what was missing."""
        return self._asked(), self._risen(self._digest.risen), self._missing(self._digest.missing)

    def _asked(self) -> str:
        digest = self._digest
        key = "as-usual" if digest.usual == digest.asked else "usual"
        usual = "" if digest.usual is None else self._word(key, count=digest.usual)
        names = self._listed([self._counted("need", one) for one in digest.needs[:NAMED]])
        return self._word("asked", count=digest.asked, usual=usual, names=names)

    def _risen(self, risen: Sequence[Risen] | None) -> str:
        if not risen:
            return self._word("risen-unknown" if risen is None else "risen-nothing")
        names = [
            self._word(
                f"risen-{one.column}",
                name=self._named(one.column, one.id),
                times=self._times(one.times),
            )
            for one in risen
        ]
        return self._word("risen", names=self._listed(names))

    def _times(self, times: float) -> str:
        if times >= TIMES_WITHOUT_TENTHS:
            return f"{times:.0f}"
        text = f"{times:.1f}"
        return text if self._language == "en" else text.replace(".", ",")

    def _missing(self, missing: Missing | None) -> str:
        least = self._digest.least
        if missing is None:
            return self._word("missing-nothing")
        if missing.total is None:
            return self._word("missing-seldom", least=least)
        if missing.reason is None:
            return self._word("missing-various", count=missing.total, least=least)
        need, reason = missing.need, missing.reason
        mostly = (
            self._word("mostly", name=self._named("need", need.id), count=need.count)
            if need
            else ""
        )
        values = {"reason": self._named("reason", reason.id), "mostly": mostly}
        if missing.beside in (None, reason.count):
            return self._word("missing", count=reason.count, **values)
        return self._word("missing-of", count=reason.count, total=missing.beside or 0, **values)

    # --- the pictures

    def pictures(self) -> tuple[Picture, ...]:
        """What was asked for; and from where, or month by month where too few places may be told."""
        digest, days = self._digest, self.days()
        asked = self._word("under-title", days=days, count=digest.asked)
        needs = self._bars("needs", "need", digest.needs, days, asked)
        if len(digest.places) >= FEWEST_BARS:
            return needs, self._bars("places", "place", digest.places, days, asked)
        if len(digest.months) >= FEWEST_BARS:
            first, last = (self._named("month", digest.months[n].id) for n in (0, -1))
            between = f"{first} – {last}"
            return needs, self._bars("months", "month", digest.months, between, between)
        return (needs,)

    def _bars(
        self, id_: str, column: str, told: Sequence[Told], days: str, under_title: str
    ) -> Picture:
        title, few = self._word(id_), self._word(f"few-{id_}", least=self._digest.least)
        names = ", ".join(f"{self._named(column, one.id)} {one.count}" for one in told)
        alt = self._word("alt", title=title, days=days, names=names, few=few)
        rows = [Bar(self._unquoted(column, one.id), one.count) for one in told]
        content = bars(rows, title, alt).png(under_title, few)
        name = f"steg-{week_name(self._digest.last)}-{id_}.png"
        return Picture(name, "image/png", content, title, alt)


def _number(day: date) -> int:
    return day.isocalendar().week


def _day(day: date, language: Language) -> str:
    dot = "." if language == "nb" else ""
    return f"{day.day}{dot} {MONTHS[language][day.month - 1]}"
