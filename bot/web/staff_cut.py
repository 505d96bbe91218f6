"""What part of the demand a reader looks at: read from the address of a page, and written into its links."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from bot.core.comparing import DAY, YEAR, Span, shifted
from bot.core.content import SIZES, Content, Country, Language, Size
from bot.core.wording import capital, say
from bot.web.map_asked import COUNTRIES
from bot.web.words import word

Period = Literal["month", "3-months", "year"]
PERIODS: Mapping[Period, int] = {"month": 1, "3-months": 3, "year": 12}  # with this month
FIRST_SHOWN: Period = "3-months"
CHOOSABLE = ("country", "place", "need", "size")
EARLIEST = date(2000, 1, 1)  # nothing of ours is older
MONTHS_DRAWN = 12


@dataclass(frozen=True, slots=True)
class Cut:
    """What a reader chose; None is anything. ``period`` is None when days were chosen instead."""

    span: Span
    period: Period | None = FIRST_SHOWN
    country: Country | None = None
    place: str | None = None
    need: str | None = None
    size: Size | None = None

    @property
    def before(self) -> Span:
        """What it is compared with: the time just before; of a month not over yet, as many of its days."""
        return self.span.earlier(PERIODS[self.period]) if self.period else self.span.just_before

    @property
    def year_before(self) -> Span:
        """The same days of the year before."""
        return self.span.earlier(YEAR)

    @property
    def months(self) -> Span:
        """Whole months up to the last day: enough for a line, and all that was chosen."""
        enough = shifted(self.span.last.replace(day=1), 1 - MONTHS_DRAWN)
        return Span(min(enough, self.span.first.replace(day=1)), self.span.last)

    def but(self, **changes: Any) -> "Cut":
        """The same choices with these changed."""
        return replace(self, **changes)


def cut_in(chosen: QueryParams, content: Content, today: date) -> Cut:
    """What the address asks for; a value that means nothing here counts as not chosen."""
    first, last = (_day(chosen.get(key, ""), today) for key in ("from", "to"))
    period = next((p for p in PERIODS if p == chosen.get("period")), FIRST_SHOWN)
    need, place = chosen.get("need"), chosen.get("place")
    return Cut(
        span=_between(first, last, today) if first or last else span_of(period, today),
        period=None if first or last else period,
        country=next((c for c in COUNTRIES if c == chosen.get("country")), None),
        place=place if place in content.places else None,
        need=need if need in content.needs else None,
        size=next((size for size in SIZES if size == chosen.get("size")), None),
    )


def span_of(period: Period, today: date) -> Span:
    """Whole months up to today."""
    return Span(shifted(today.replace(day=1), 1 - PERIODS[period]), today)


def _between(first: date | None, last: date | None, today: date) -> Span:
    """A day that was left out: today, or a year before the last."""
    last = last or today
    first = first or shifted(last, -YEAR) + DAY
    return Span(min(first, last), max(first, last))


def _day(text: str, today: date) -> date | None:
    try:
        return min(max(date.fromisoformat(text), EARLIEST), today)
    except ValueError:
        return None


# ---- addresses ----


def address(cut: Cut, page: str = "/staff", **more: str) -> str:
    """Where a page stands with these choices; what is in its path is not said twice."""
    days = {"from": cut.span.first.isoformat(), "to": cut.span.last.isoformat()}
    chosen: dict[str, str] = {"period": cut.period} if cut.period else days
    for key in CHOOSABLE:
        value = getattr(cut, key)
        if value and not page.startswith(f"/staff/{key}/"):
            chosen[key] = value
    return f"{page}?{urlencode(chosen | more)}"


def need_page(need: str, cut: Cut) -> str:
    """Where one need is shown, at the same time and for the same owners."""
    return address(cut.but(need=need), f"/staff/need/{need}")


def place_page(place: str, cut: Cut) -> str:
    """Where one place is shown; it tells the country by itself."""
    return address(cut.but(place=place, country=None), f"/staff/place/{place}")


def chosen_texts(
    cut: Cut, page: str, content: Content, language: Language
) -> Iterator[tuple[str, str]]:
    """What was chosen besides the days, in words, each with the address of the page without it."""
    texts = {
        "country": word(f"side-{cut.country}", language) if cut.country else "",
        "place": content.places[cut.place].name if cut.place else "",
        "need": content.needs[cut.need].label.to(language) if cut.need else "",
        "size": capital(say(content, f"size-{cut.size}", language)) if cut.size else "",
    }
    for key, text in texts.items():
        if text and not page.startswith(f"/staff/{key}/"):
            yield text, address(cut.but(**{key: None}), page)
