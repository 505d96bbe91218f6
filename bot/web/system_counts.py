"""Counts who helps with what, and with what money: each need by kind of help and side of the border."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.core.content import Actor, Content, Country, Fits, Instrument, Language
from bot.web.map_asked import KINDS, Asked
from bot.web.map_found import find
from bot.web.map_money import LENT, fitting_money

MONEY = ("given", "lent")
COLUMNS = (*KINDS, *MONEY)  # those nearest to an owner first, money last
_KIND_OF = {actor_kind: kind for kind, kinds in KINDS.items() for actor_kind in kinds}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many help with a need as one of their main things, and how many only a little."""

    well: int = 0
    little: int = 0

    @property
    def all(self) -> int:
        """Everybody who helps with it."""
        return self.well + self.little


@dataclass(frozen=True, slots=True)
class Counts:
    """How many help, by need, column and country; and how many there are, by column."""

    by_need: Mapping[tuple[str, str, Country], Tally]
    in_all: Mapping[str, int]

    def tally(self, need: str, column: str, country: Country) -> Tally:
        """How many help with a need there."""
        return self.by_need.get((need, column, country), Tally())


def counts(asked: Asked, content: Content, language: Language, today: date) -> Counts:
    """Who helps with each need and with what money, as far as it fits all else that was chosen."""
    actors = [actor for actor, _ in find(everything(asked), content, language, today).fitting]
    money = [instrument for instrument, _ in fitting_money(everything(asked), content, today)]
    pairs = [*_pairs(actors), *_pairs(money)]
    well = Counter(key for key, is_well in pairs if is_well)
    little = Counter(key for key, is_well in pairs if not is_well)
    return Counts(
        {key: Tally(well[key], little[key]) for key in well | little},
        Counter([*map(column_of, actors), *map(column_of, money)]),
    )


def everything(asked: Asked) -> Asked:
    """The same choices for every need and every kind of help, whoever gives it."""
    return asked.but(need=None, kind=None, actor=None)


def _pairs(
    entries: Iterable[Actor | Instrument],
) -> Iterator[tuple[tuple[str, str, Country], bool]]:
    """Where each entry is counted, and whether it helps well there."""
    for entry in entries:
        column = column_of(entry)
        for need in _needs_counted(entry):
            yield (need, column, entry.country), need not in entry.needs.also


def _needs_counted(entry: Actor | Instrument) -> tuple[str, ...]:
    """The needs an entry is listed under; money that only touches one in passing is not."""
    fits: Fits = entry.needs
    return fits.all() if isinstance(entry, Actor) else (*fits.first, *fits.then)


def column_of(entry: Actor | Instrument) -> str:
    """The column an entry is counted in."""
    if isinstance(entry, Actor):
        return _KIND_OF[entry.kind]
    return "lent" if entry.form in LENT else "given"
