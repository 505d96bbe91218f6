"""Which desk takes a request, which do not and why, and where it goes when nobody acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.content import Language
from bot.core.conversation import Profile
from bot.core.desks import Desk, Desks, Load
from bot.core.profile import COUNTRY_OF
from bot.core.working_time import is_away, zone

Rule = Literal["serves", "stand-in", "general", "nobody"]
WhyNot = Literal[
    "wrong-need", "wrong-place", "wrong-size", "wrong-stage", "wrong-language", "away", "full"
]
# Norwegians and Swedes read one another's language.
UNDERSTOOD: Mapping[Language, Language] = {"nb": "sv", "sv": "nb"}


@dataclass(frozen=True, slots=True)
class Route:
    """Who gets a request and by which rule; ``left_out`` pairs the desks that do not with why."""

    desk: str | None
    rule: Rule
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request is about, as far as desks choose by it."""

    profile: Profile
    language: Language
    now: datetime
    load: Mapping[str, Load]

    def open_at(self, desk: Desk) -> int:
        """How many requests are open at a desk."""
        return self.load.get(desk.id, Load()).open

    def rank(self, desk: Desk) -> tuple[bool, int, str]:
        """What desks that take it are ordered by, the best one least."""
        return self.language not in desk.speaks, self.open_at(desk), desk.id


def route(
    desks: Desks,
    actor: str | None,
    profile: Profile,
    *,
    language: Language,
    now: datetime,
    load: Mapping[str, Load],
) -> Route:
    """The desk for a request; what is not told of the owner leaves no desk out.

    Of the desks that serve the actor and take the request, the one that speaks the owner's language
    best, then the one with least to do, then by id. When none takes it, a stand-in of theirs that
    does; then the general desk, also when it is away or full, so that no request is lost.
    """
    asked = _Asked(profile, language, now, load)
    serving = desks.serving(actor) if actor else ()
    left_out = {desk.id: why for desk in serving if (why := _why_not(desk, asked))}
    taking = [desk for desk in serving if desk.id not in left_out]
    if taking:
        best = min(taking, key=asked.rank)
        return Route(best.id, "serves", tuple(left_out.items()))
    for desk in serving:
        stand_in = desks.by_id.get(desk.stand_in or "")
        if stand_in is None:
            continue
        why = _why_not(stand_in, asked)
        if why is None:
            return Route(stand_in.id, "stand-in", tuple(left_out.items()))
        left_out[stand_in.id] = why
    general = desks.general_for(profile.country or COUNTRY_OF[language])
    if general is not None:
        others = {desk: why for desk, why in left_out.items() if desk != general}
        return Route(general, "general", tuple(others.items()))
    return Route(None, "nobody", tuple(left_out.items()))


def after(desks: Desks, desk: str, tried: tuple[str, ...]) -> str | None:
    """The next desk of the ladder: the stand-in, else the general one; None when both were tried."""
    here = desks.by_id.get(desk)
    general = desks.general_for(here.country if here else None)
    for other in (here.stand_in if here else None, general):
        if other is not None and other in desks.by_id and other not in (desk, *tried):
            return other
    return None


def _why_not(desk: Desk, asked: _Asked) -> WhyNot | None:
    """Why a desk does not take a request; None when it does."""
    profile = asked.profile
    if desk.needs and profile.needs and not set(desk.needs) & set(profile.need_ids()):
        return "wrong-need"
    if desk.places and profile.place and profile.place not in desk.places:
        return "wrong-place"
    if desk.sizes and profile.size and profile.size not in desk.sizes:
        return "wrong-size"
    if desk.stages and profile.stage and profile.stage not in desk.stages:
        return "wrong-stage"
    if not _understands(desk, asked.language):
        return "wrong-language"
    if is_away(asked.now.astimezone(zone(desk)).date(), desk):
        return "away"
    full = desk.most_open is not None and asked.open_at(desk) >= desk.most_open
    return "full" if full else None


def _understands(desk: Desk, language: Language) -> bool:
    """Whether a desk reads what the owner writes."""
    return language in desk.speaks or UNDERSTOOD.get(language) in desk.speaks
