"""What a cut shows, in three plain sentences: what is asked for most, what is rising, what is missing."""

from collections import Counter
from collections.abc import Mapping

from bot.core.wording import listed
from bot.web.staff_figures import Figures
from bot.web.staff_reader import Reader
from bot.web.staff_sections import gap_column

NEXT_NAMED = 2  # besides the one most asked for
RISES_NAMED = 3
LEAST_NAMED = 3  # fewer, or as many as for another, is no pattern


def sentences(figures: Figures, read: Reader) -> list[str]:
    """One sentence of each; none when nobody asked."""
    return _three(figures, read, gap_column(figures.cut))


def sentences_of_map(figures: Figures, read: Reader) -> list[str]:
    """The same beside the map, where places are looked at."""
    return _three(figures, read, "need" if figures.cut.place else "place")


def _three(figures: Figures, read: Reader, column: str) -> list[str]:
    if not figures.total():
        return []
    return [
        most_asked(figures, read, column),
        most_rising(figures, read),
        most_missing(figures, read, column),
    ]


def most_asked(figures: Figures, read: Reader, column: str) -> str:
    """What is asked for most, or from where; a few conversations name nothing."""
    told: dict[str | None, int] = {
        key: count
        for key, count in figures.asked(column).items()
        if key is not None and count >= LEAST_NAMED
    }
    total = figures.total()
    number = read.word("asked-once") if total == 1 else read.word("asked-often", count=total)
    if not told:
        return f"{number}."
    names = [f"{_quoted(read, column, key)} ({told[key]})" for key in _largest(told)]
    most, others = names[0], names[1 : 1 + NEXT_NAMED]
    text = read.word(f"most-{column}", asked=number, most=most)
    return (
        f"{text} {read.word('then', others=listed(others, read.word('and')))}" if others else text
    )


def most_rising(figures: Figures, read: Reader) -> str:
    """What rises clearly, or that nothing does, or that nothing is known of the time before."""
    if figures.before is None:
        return read.word("rising-unknown")
    found = figures.risen
    if not found:
        return read.word("rising-nothing")
    names = [
        read.word(
            "rising-one", name=_quoted(read, column, rise.id), before=rise.before, now=rise.now
        )
        for column, rise in found[:RISES_NAMED]
    ]
    return read.word("rising", names=listed(names, read.word("and")))


def most_missing(figures: Figures, read: Reader, column: str) -> str:
    """What there was too little of most often, and for which need or in which place."""
    gaps = figures.gaps(column)
    if not gaps:
        return read.word("missing-nothing")
    reasons = Counter[str | None]()
    for (_, reason), count in gaps.items():
        reasons[reason] += count
    reason = _largest(reasons)[0]
    if reasons.total() == 1:
        return read.word("missing-once", reason=read.named("reason", reason))
    where: dict[str | None, int] = {
        key: n for (key, why), n in gaps.items() if why == reason and key is not None
    }
    text = read.word(
        "missing-most",
        reason=read.named("reason", reason),
        count=reasons[reason],
        total=reasons.total(),
    )
    if not where:
        return f"{text}."
    key, *others = _largest(where)
    if where[key] < LEAST_NAMED or (others and where[others[0]] == where[key]):
        return f"{text}."
    return f"{text}, {read.word(f'mostly-{column}', name=_quoted(read, column, key), count=where[key])}."


def _largest(counts: Mapping[str | None, int]) -> list[str | None]:
    return sorted(counts, key=lambda key: (-counts[key], str(key)))


def _quoted(read: Reader, column: str, id_: str | None) -> str:
    """The name of a need stands in quotes, since it reads as a sentence of its own."""
    name = read.named(column, id_)
    return read.word("quoted", name=name) if column == "need" else name
