"""Which actors fit what a reader chose, in groups from the nearest on, and why the others do not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.core.advice import Advice, LeftOut, judge_actor
from bot.core.advice_text import area_name, reason_text
from bot.core.content import Actor, Content, Country, Instrument, Language, Place
from bot.core.conversation import Profile
from bot.core.places import distance
from bot.core.wording import listed, say
from bot.web.map_asked import COUNTRIES, KINDS, Asked, in_order
from bot.web.words import word

Level = Literal["municipality", "county", "country", "across", "some"]
NEAREST_FIRST: tuple[Level, ...] = ("municipality", "county", "country", "across")
# With no place told, whoever serves only some municipalities is likely to be far away.
WIDEST_FIRST: tuple[Level, ...] = ("county", "country", "some")
LOCAL_KINDS = ("municipality", "business-garden")  # whose distance says how far one has to go

Fitting = tuple[Actor, Advice]


@dataclass(frozen=True, slots=True)
class Found:
    """Those that fit, best first; those that do not, each with its why-not; those that only cost too much."""

    fitting: tuple[Fitting, ...]
    left_out: tuple[tuple[Actor, LeftOut], ...]
    costing: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Actors that are equally near, best first. ``note`` says what to do about it."""

    id: str
    title: str
    note: str
    fitting: tuple[Fitting, ...]


def find(asked: Asked, content: Content, language: Language, today: date) -> Found:
    """The actors that fit; crisis lines are never among them."""
    fitting: list[Fitting] = []
    left_out: list[tuple[Actor, LeftOut]] = []
    costing: list[Actor] = []
    for actor in sorted(content.actors.values(), key=lambda a: in_order(a.name, language)):
        judged = _judged(actor, asked, content, today)
        if isinstance(judged, LeftOut):
            left_out.append((actor, judged))
        elif judged is not None and asked.free and actor.free is not True:
            costing.append(actor)
        elif judged is not None:
            fitting.append((actor, judged))
    fitting.sort(key=lambda pair: rank(pair[0], pair[1], asked))
    return Found(tuple(fitting), tuple(left_out), tuple(costing))


def _judged(actor: Actor, asked: Asked, content: Content, today: date) -> Advice | LeftOut | None:
    """The actor as advice, or why not; None when the reader asks for something else altogether."""
    if asked.actor and actor.id != asked.actor:
        return None
    if asked.side and actor.country != asked.side:
        return None
    if asked.kind and actor.kind not in KINDS[asked.kind]:
        return None
    return judge_actor(actor, profile(asked, actor, content), content, today)


def profile(asked: Asked, entry: Actor | Instrument, content: Content) -> Profile:
    """The reader as an owner; what they did not choose is taken to be what the entry is for."""
    return Profile(
        needs=tuple(
            (need, 1.0) for need in ((asked.need,) if asked.need else entry.needs.all()[:1])
        ),
        place=asked.place,
        country=content.places[asked.place].country if asked.place else None,
        size=asked.size,
        stage=asked.stage,
        trades=(asked.trade,) if asked.trade else entry.trades[:1],
    )


def rank(entry: Actor | Instrument, advice: Advice, asked: Asked) -> tuple[bool, float]:
    """How early an entry comes: as its points say, but what is for some trades only after all others."""
    return bool(entry.trades) and asked.trade is None, -advice.score


# ---- from the nearest on ----


def by_nearness(
    fitting: Sequence[Fitting], asked: Asked, content: Content, language: Language
) -> list[Near]:
    """Those that fit in groups: from the reader's place outwards, or the reader's side first."""
    place = content.places[asked.place] if asked.place else None
    own: Country = "SE" if language == "sv" else "NO"
    sides = sorted(COUNTRIES, key=lambda country: country != own)
    order = (
        [(level, place.country) for level in NEAREST_FIRST]
        if place
        else [(level, side) for side in sides for level in WIDEST_FIRST]
    )
    groups: dict[tuple[Level, Country], list[Fitting]] = {key: [] for key in order}
    for actor, advice in fitting:
        groups[level_of(actor, place, content)].append((actor, advice))
    return [
        _near(*key, tuple(groups[key]), place, content, language) for key in order if groups[key]
    ]


def level_of(actor: Actor, place: Place | None, content: Content) -> tuple[Level, Country]:
    """How near an actor is to a place, and the country that is meant; to no place, how far it reaches."""
    if place is None:
        return _reach(actor, content), actor.country
    if actor.country != place.country:
        return "across", place.country
    if place.id in actor.areas:
        return "municipality", place.country
    return ("county" if place.area in actor.areas else "country"), place.country


def _reach(actor: Actor, content: Content) -> Level:
    own = [content.areas[area] for area in actor.areas if area in content.areas]
    if any(area.inside and area.country == actor.country for area in own):
        return "county"
    return "country" if own else "some"


def _near(
    level: Level,
    country: Country,
    fitting: tuple[Fitting, ...],
    place: Place | None,
    content: Content,
    language: Language,
) -> Near:
    areas: Mapping[Level, str] = {
        "municipality": place.name if place else "",
        "county": _counties(country, place, content, language),
        "country": word(f"side-{country}", language),
        "some": word(f"side-{country}", language),
        "across": "",
    }
    title = word(f"near-{level}", language, area=areas[level])
    note = word("near-some-about", language) if level == "some" else ""
    return Near(f"near-{level}-{country}".lower(), title, note, fitting)


def _counties(country: Country, place: Place | None, content: Content, language: Language) -> str:
    """The county of a place, or every county; districts lie inside one and are not named."""
    counties = {one.area for one in content.places.values() if one.country == country}
    names = [
        content.areas[county].name.to(language)
        for county in (sorted(counties) if place is None else [place.area])
    ]
    return listed(names, say(content, "and", language))


# ---- those that do not fit ----


def why_left_out(
    found: Found, asked: Asked, content: Content, language: Language
) -> list[tuple[str, str]]:
    """The name of each that does not fit, and why not; those who could be reached by car first."""
    place = content.places[asked.place] if asked.place else None
    far = {actor.id: kilometres_to(actor, place, content) for actor, _ in found.left_out}
    ordered = sorted(found.left_out, key=lambda pair: far[pair[0].id] or float("inf"))
    costing = [(actor.name, word("why-not-free", language)) for actor in found.costing]
    return costing + [
        (actor.name, " ".join(_why_not(actor, why, far[actor.id], content, language)))
        for actor, why in ordered
    ]


def _why_not(
    actor: Actor, left_out: LeftOut, kilometres: int | None, content: Content, language: Language
) -> Iterator[str]:
    """Why an actor does not fit; one that works elsewhere is named with every place it serves."""
    if left_out.why.wording != "why-not-area":
        yield reason_text(left_out.why, content, language)
        return
    yield say(content, "why-not-area", language, area=where(actor, content, language))
    if kilometres is not None:
        yield word("as-the-crow-flies", language, number=str(kilometres))


def where(actor: Actor, content: Content, language: Language) -> str:
    """Everywhere an actor works, by name."""
    areas = [area_name(area, content, language) for area in actor.areas]
    return listed(areas, say(content, "and", language))


def kilometres_to(actor: Actor, place: Place | None, content: Content) -> int | None:
    """Whole kilometres from a place to the nearest municipality of a local actor elsewhere."""
    if place is None or actor.kind not in LOCAL_KINDS or place.id in actor.areas:
        return None
    ways = (_between(place, content.places[a]) for a in actor.areas if a in content.places)
    return min((round(way) for way in ways if way is not None), default=None)


def _between(one: Place, other: Place) -> float | None:
    if one.latitude is None or one.longitude is None:
        return None
    if other.latitude is None or other.longitude is None:
        return None
    return distance(one.latitude, one.longitude, other.latitude, other.longitude)
