"""What was said and what has happened, as the page of a request shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.conversation import Handoff, Line
from bot.core.wording import say
from bot.web.desk_reading import ENDED, Reading
from bot.web.words import word

MOST_LINES = (
    300  # of a whole talk; what is older than that hardly matters, and a phone must show it
)
STEG = "Steg"
Moment = tuple[datetime, str]  # for programs and for people
Happened = tuple[str, Moment | None]  # what, and when if that is kept


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of the talk; ``quote`` is in somebody's own words, ``text`` too when the owner wrote."""

    number: int
    side: Literal["owner", "adviser", "steg"]
    who: str
    at: Moment
    text: str
    quote: str


def may_read(request: Handoff, talk: Sequence[Line], whole: Sequence[Line]) -> Sequence[Line]:
    """The lines that the owner lets an adviser read.

    All until it was closed when they allowed that, else those since the one who has it took it: what
    was written to somebody else before is not theirs.
    """
    if request.whole_talk:
        return [line for line in whole if request.closed_at is None or line.at <= request.closed_at]
    since = request.taken_at if request.adviser else None
    return [line for line in talk if since is not None and line.at >= since]


def spoken(line: Line, request: Handoff, reading: Reading) -> Spoken:
    """A line as it is shown; what has no words in it was a file."""
    text, quote = line.text.replace("**", ""), line.quote or ""
    is_owner = line.who == "owner"
    side: Literal["owner", "adviser", "steg"] = (
        "owner" if is_owner else "adviser" if line.by else "steg"
    )
    return Spoken(
        line.number,
        side,
        word("case-owner", reading.language) if is_owner else line.by or STEG,
        _moment(line.at, request, reading),
        text if text or quote else word("case-file", reading.language),
        quote,
    )


def history(request: Handoff, reading: Reading) -> Iterator[Happened]:
    """What has happened to it, in order; of passing on only the order is kept."""

    def at(moment: datetime | None) -> Moment | None:
        return _moment(moment, request, reading) if moment else None

    def happened(key: str, **values: str) -> str:
        return word(key, reading.language, **values)

    yield happened("happened-asked"), at(request.at)
    whys = dict(request.refused)
    for desk in request.tried:
        office = reading.office(desk)
        if desk in whys:
            why = reading.refusal(whys[desk])
            yield happened("happened-refused", office=office, why=why), None
        else:
            yield happened("happened-moved", office=office), None
    if request.desk:
        yield happened("happened-is-with", office=reading.office(request.desk)), None
    if request.adviser and request.taken_at:
        yield happened("happened-taken", name=request.adviser.name), at(request.taken_at)
    if request.adviser and request.answered_at:
        yield happened("happened-answered", name=request.adviser.name), at(request.answered_at)
    if request.proposed:
        yield happened("happened-proposed", office=reading.office(request.proposed)), None
    if request.ending and not request.is_open:
        yield happened("has-ended", how=happened(ENDED[request.ending])), at(request.closed_at)
    yield from _verdicts(request, reading)


def _verdicts(request: Handoff, reading: Reading) -> Iterator[Happened]:
    both = (
        ("happened-owner-says", request.helped),
        ("happened-adviser-says", request.thought_helped),
    )
    for key, verdict in both:
        if verdict:
            said = say(reading.content, f"verdict-{verdict}", reading.language)
            yield word(key, reading.language, verdict=said), None


def _moment(at: datetime, request: Handoff, reading: Reading) -> Moment:
    return at, reading.moment(at, request)
