"""Who owners say they are, counted by quarter and never joined with anything else; safe to publish if asked.

The published figures are a partition, as those in ``bot.core.public``: a quarter is divided by gender and
then by where owners were born, each part stands in one row, and what is too few is put together.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.conversation import Who
from bot.core.indicators import Row
from bot.core.public import ALL, OTHERS, split

GENDERS: Mapping[str, Mapping[str, Who]] = {
    "prefer-not": {ALL: "prefer-not"},
    "woman": {"here": "woman", "abroad": "woman-abroad"},
    "man": {"here": "man", "abroad": "man-abroad"},
    "other": {ALL: "other"},
}
"""What can be said, by gender and where born. The first is held back first, as it tells least."""
_IN_QUARTERS = "in the quarters that lie wholly in the period"
DEFINITIONS: Mapping[str, str] = {
    "told-who": "owners who answered the one optional question about who they are, also with 'prefer not to "
    f"say', each once, {_IN_QUARTERS}; which of the other figures they stand in is not known",
    "told-who-woman": f"those of told-who who answered woman, wherever they were born, {_IN_QUARTERS}",
    "told-who-man": f"those of told-who who answered man, wherever they were born, {_IN_QUARTERS}",
    "told-who-other": f"those of told-who who answered other, {_IN_QUARTERS}",
    "told-who-prefer-not": f"those of told-who who would rather not say, {_IN_QUARTERS}",
    "told-who-born-abroad": "those of told-who who answered woman or man born in another country, "
    f"{_IN_QUARTERS}",
}
PUBLIC_DEFINITIONS: Mapping[str, str] = {
    "told-who": f"{DEFINITIONS['told-who']}; as far as shown, as a quarter with too few is left out",
    **{
        name: f"{text}; at least so many, as too few are not told apart"
        for name, text in DEFINITIONS.items()
        if name != "told-who"
    },
    "told-who-not-told-apart": f"those of told-who in groups with too few, as one number, {_IN_QUARTERS}; "
    "value names the groups, none is all of a quarter",
}


@dataclass(frozen=True, slots=True)
class WhoCount:
    """How many owners of a quarter, as "2026-Q4", gave an answer."""

    quarter: str
    who: Who
    number: int


@dataclass(frozen=True, slots=True)
class Part:
    """Owners as one number. ``gender`` is one of GENDERS, ``others`` (those in ``holds``) or ``all``."""

    gender: str
    born: str
    number: int
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quarter:
    """What is published of a quarter: no part below ``smallest``, and none at all when too few answered."""

    quarter: str
    smallest: int
    parts: tuple[Part, ...]


def quarter_of(day: date) -> str:
    """The quarter a day lies in."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_before(quarter: str) -> str:
    """The quarter before another."""
    return quarter_of(_days(quarter)[0] - timedelta(days=1))


def lies_within(quarter: str, first: date, last: date) -> bool:
    """Whether a quarter lies wholly between two days."""
    begins, ends = _days(quarter)
    return first <= begins and ends <= last


def _days(quarter: str) -> tuple[date, date]:
    year, _, number = quarter.partition("-Q")
    begins = date(int(year), 3 * int(number) - 2, 1)
    after = (begins + timedelta(days=93)).replace(day=1)
    return begins, after - timedelta(days=1)


def figures(counts: Iterable[WhoCount], first: date, last: date) -> tuple[Row, ...]:
    """The figures for staff, with small counts, so not to be published; none when nobody answered."""
    within = [one for one in counts if lies_within(one.quarter, first, last)]
    if not within:
        return ()
    numbers = _numbers(within)
    parts = (
        Part(gender, born, numbers[who])
        for gender, told in GENDERS.items()
        for born, who in told.items()
    )
    found = _summed(parts)
    return tuple(
        Row(name, ALL, "", found[name, ""], definition) for name, definition in DEFINITIONS.items()
    )


def public_figures(quarters: Iterable[Quarter], first: date, last: date) -> tuple[Row, ...]:
    """The figures for everybody: sums of published parts, which tell nothing besides these."""
    within = (one for one in quarters if lies_within(one.quarter, first, last))
    found = _summed(part for quarter in within for part in quarter.parts)
    return tuple(
        Row(name, ALL, value, found[name, value], definition)
        for name, definition in PUBLIC_DEFINITIONS.items()
        for value in sorted(value for other, value in found if other == name)
    )


def _summed(parts: Iterable[Part]) -> Counter[tuple[str, str]]:
    """The sums of parts, by figure and, for those not told apart, what they hold."""
    found: Counter[tuple[str, str]] = Counter()
    for part in parts:
        found["told-who", ""] += part.number
        if part.gender in GENDERS:
            found[f"told-who-{part.gender}", ""] += part.number
        else:
            found["told-who-not-told-apart", " ".join(part.holds)] += part.number
        if part.born == "abroad":
            found["told-who-born-abroad", ""] += part.number
    return found


def published(counts: Sequence[WhoCount], quarter: str, smallest: int) -> Quarter:
    """What is safe to publish of a quarter; see ``bot.core.public`` for why."""
    numbers = _numbers(one for one in counts if one.quarter == quarter)
    if numbers.total() < smallest:
        return Quarter(quarter, smallest, ())
    genders = {g: sum(numbers[who] for who in told.values()) for g, told in GENDERS.items()}
    made = split(genders, smallest)
    if made is None:
        return Quarter(quarter, smallest, (Part(ALL, ALL, numbers.total()),))
    parts = [part for gender in made.shown for part in _by_birth(gender, numbers, smallest)]
    if made.held:
        together = sum(genders[gender] for gender in made.held)
        parts.append(Part(OTHERS, ALL, together, made.held))
    return Quarter(quarter, smallest, tuple(parts))


def _by_birth(gender: str, numbers: Counter[Who], smallest: int) -> list[Part]:
    """The parts of a gender: told apart by birth only when both may be shown."""
    born = {birth: numbers[who] for birth, who in GENDERS[gender].items()}
    if len(born) > 1 and split(born, smallest) is not None:
        return [Part(gender, birth, number) for birth, number in born.items()]
    return [Part(gender, ALL, sum(born.values()))]


def _numbers(counts: Iterable[WhoCount]) -> Counter[Who]:
    numbers: Counter[Who] = Counter()
    for one in counts:
        numbers[one.who] += one.number
    return numbers
