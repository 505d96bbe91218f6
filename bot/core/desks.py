"""Desks: where advisers work, whom each serves, and when somebody is there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from bot.core.content import Country, Language, Size, Stage

MONDAY_TO_FRIDAY_8_TO_16: tuple[tuple[time, time] | None, ...] = (
    *([(time(8), time(16))] * 5),
    None,
    None,
)
# One plain address: nothing in it can be read as a second one, a name or a header.
_MAILBOX = re.compile(r"[\w.+-]{1,64}@([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}", re.ASCII | re.I)


@dataclass(frozen=True, slots=True)
class Desk:
    """A place where advisers work.

    ``address`` is where its cards go: "slack:CHANNEL", "telegram:GROUP", "mail:MAILBOX", or "page:ID" for
    /desk alone. ``actors`` are served here. ``needs``, ``places``, ``sizes`` and ``stages`` are the only
    ones taken; none means all. ``hours`` are seven, Monday first; None is closed. ``away`` are first and
    last days when nobody is there. ``most_open``: so many requests at once, None is no limit.
    """

    id: str
    name: str
    address: str
    country: Country
    time_zone: str
    actors: tuple[str, ...] = ()
    speaks: tuple[Language, ...] = ("nb",)
    needs: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sizes: tuple[Size, ...] = ()
    stages: tuple[Stage, ...] = ()
    hours: tuple[tuple[time, time] | None, ...] = MONDAY_TO_FRIDAY_8_TO_16
    stand_in: str | None = None
    away: tuple[tuple[date, date], ...] = ()
    most_open: int | None = None

    @property
    def is_page(self) -> bool:
        """Whether it is at /desk alone, where a post arrives by being kept."""
        return self.address.startswith("page:")

    @property
    def gets_mail(self) -> bool:
        """Whether it is a mailbox: there advisers act on a page, which answers them itself."""
        return self.address.startswith("mail:")

    @property
    def language(self) -> Language:
        """The language its cards are written in."""
        return self.speaks[0]


@dataclass(frozen=True, slots=True)
class Load:
    """How busy a desk is: requests open there, and working hours until the last ones were taken."""

    open: int = 0
    hours_to_take: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Desks:
    """Every desk by id. ``general`` takes what nobody takes; ``general_in`` does so in a country."""

    by_id: Mapping[str, Desk] = field(default_factory=dict)
    general: str | None = None
    general_in: Mapping[Country, str] = field(default_factory=dict)

    def at(self, address: str) -> Desk | None:
        """The desk of an address."""
        return next((desk for desk in self.by_id.values() if desk.address == address), None)

    def general_for(self, country: Country | None) -> str | None:
        """The desk that takes what nobody takes, for owners of a country; any when it is not known."""
        own = self.general_in.get(country) if country else None
        found = own or self.general or next(iter(self.general_in.values()), None)
        return found if found in self.by_id else None

    def serving(self, actor: str) -> tuple[Desk, ...]:
        """The desks that serve an actor, by id."""
        return tuple(desk for _, desk in sorted(self.by_id.items()) if actor in desk.actors)


NO_DESKS = Desks()


def is_mailbox(text: str) -> bool:
    """Whether a text is one mail address and nothing else."""
    return _MAILBOX.fullmatch(text) is not None
