"""What can be asked of the demand figures, and what comes back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from bot.core.content import Content

COLUMNS: Final = (
    "need",
    "place",
    "country",
    "size",
    "stage",
    "time",
    "language",
    "channel",
    "outcome",
    "reason",
    "step",
    "asked",
    "chosen",
    "method",
    "actor",
    "instrument",
    "helped",
    "first",
)
"""What a signal can be counted and chosen by: the names of its fields."""
PERIODS: Final = ("day", "month", "year")
"""What a signal can be counted by besides: "2026-11-21", "2026-11", "2026"."""
NOT_TOLD: Final = ""
"""Stands for None among the values of ``Query.where``."""
ASKED: Final[Mapping[str, tuple[str, ...]]] = {"first": ("yes",)}
"""For ``Query.where``: each conversation and need once a month.

With it every table of a period adds up to the same total. Without it signals are counted: a conversation that
got advice and then asked for a person counts under both outcomes.
"""


@dataclass(frozen=True, slots=True)
class Query:
    """What to count: the signals from a day to a day, both included.

    Args:
        by: names of COLUMNS or PERIODS; the counts come grouped by them, in this order. Empty is one total.
        where: for a name of COLUMNS the values that count, NOT_TOLD among them for None; names left out
            choose nothing away. No values at all: nothing counts.
        made_up: counts made-up talks (``steg demo``) in place of real ones; the two never come together.

    Raises:
        ValueError: a name that there is not, or one twice.
    """

    from_day: date
    to_day: date
    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    made_up: bool = False

    def __post_init__(self) -> None:
        """Refuses names that there are not."""
        for name in (*self.by, *self.where):
            if name not in COLUMNS and (name in self.where or name not in PERIODS):
                known = ", ".join((*COLUMNS, *PERIODS))
                raise ValueError(f"signals cannot be counted by '{name}'; write one of {known}")
        if len(set(self.by)) < len(self.by):
            raise ValueError(f"'{', '.join(self.by)}' names one twice; write each once")


@dataclass(frozen=True, slots=True)
class Count:
    """How many; ``key`` has a value for each name of ``Query.by``, None where it was not told.

    ``first`` is told as "yes" and "no".
    """

    key: tuple[str | None, ...]
    conversations: int


_KINDS: Final = {
    "need": "needs",
    "place": "places",
    "method": "methods",
    "actor": "actors",
    "instrument": "instruments",
}


def under_all_names(query: Query, content: Content) -> Query:
    """The query that also finds what was kept under earlier ids of what it chooses."""
    where = {
        name: (*values, *_earlier(name, values, content)) for name, values in query.where.items()
    }
    return replace(query, where=where)


def under_names_of_today(counts: Sequence[Count], query: Query, content: Content) -> list[Count]:
    """The counts with the ids that entries have now, added up where two became one."""
    together: Counter[tuple[str | None, ...]] = Counter()
    for count in counts:
        key = tuple(
            content.id_now(_KINDS[name], one) if one and name in _KINDS else one
            for name, one in zip(query.by, count.key, strict=True)
        )
        together[key] += count.conversations
    return [
        Count(key, number)
        for key, number in sorted(
            together.items(), key=lambda kv: (-kv[1], [(v is None, v or "") for v in kv[0]])
        )
    ]


def _earlier(name: str, values: tuple[str, ...], content: Content) -> tuple[str, ...]:
    kind = _KINDS.get(name)
    return tuple(old for (of, old), new in content.renamed.items() if of == kind and new in values)
