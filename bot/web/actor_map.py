"""The page that shows who helps with what: actors that fit what a reader chose, nearest and best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.core.advice import Advice, LeftOut, judge_actor
from bot.core.advice_text import area_name, checked_text, reason_text, ways_to_reach
from bot.core.content import GROUPS, SIZES, Actor, Content, Country, Language, Size
from bot.core.conversation import Profile
from bot.core.wording import capital, listed, say
from bot.web.login import Logins
from bot.web.page import Site, language_of, render
from bot.web.words import word

COUNTRIES: tuple[Country, ...] = ("NO", "SE")
REASONS_SHOWN = ("reason-near", "reason-across")  # the page says the others in its own lines
NORWEGIAN_NUMBER = 8  # digits; those that begin with 8 are not reached from abroad
PEOPLE: dict[Size, tuple[str, str]] = {
    "solo": ("1", "1"),
    "micro": ("2", "9"),
    "small": ("10", "49"),
    "medium": ("50", "249"),
}
# Swedish and Norwegian order the letters after z differently; Python orders them by neither.
_LAST_LETTERS = {
    "nb": str.maketrans("æäøöå", "{{||}"),
    "sv": str.maketrans("åäæöø", "{||}}"),
    "en": str.maketrans("æäøöå", "aaooa"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader chose; None is anything."""

    need: str | None
    place: str | None
    size: Size | None
    side: Country | None
    free: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody: a line, with the part of it that is a link."""

    before: str
    shown: str = ""
    address: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An actor as the page shows it."""

    id: str
    name: str
    does: str
    reasons: tuple[str, ...]
    helps_with: tuple[str, ...]
    for_whom: str
    where: str
    cost: str
    ways: tuple[Way, ...]
    checked: str


@dataclass(frozen=True, slots=True)
class Found:
    """Those that fit, best first, and those that do not, each with its why-not."""

    fitting: tuple[tuple[Actor, Advice], ...]
    left_out: tuple[tuple[Actor, LeftOut], ...]


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The address of the page."""

    def show(request: Request) -> Response:
        content, language = site.content(), language_of(request)
        asked = asked_in(request.query_params, content)
        found = find(asked, content, language)
        today = site.clock().date()
        return render(
            request,
            "map.html",
            visitor=logins.visitor(request),
            asked=asked,
            needs=_needs(content, language),
            places=_places(content, language),
            sizes=[(size, capital(say(content, f"size-{size}", language))) for size in SIZES],
            countries=COUNTRIES,
            chosen_language=request.query_params.get("language"),
            found=[
                shown(actor, advice, content, language, asked=asked.need, today=today)
                for actor, advice in found.fitting
            ],
            left_out=[(a.name, _why_not(a, left, content, language)) for a, left in found.left_out],
            crisis=_crisis_lines(asked, content, language),
        )

    return [Route("/map", show)]


def asked_in(chosen: QueryParams, content: Content) -> Asked:
    """What the address asks for; a value that means nothing here counts as not chosen."""
    need, place = chosen.get("need"), chosen.get("place")
    return Asked(
        need=need if need in content.needs else None,
        place=place if place in content.places else None,
        size=next((size for size in SIZES if size == chosen.get("size")), None),
        side=next((country for country in COUNTRIES if country == chosen.get("side")), None),
        free=chosen.get("free") == "1",
    )


def find(asked: Asked, content: Content, language: Language) -> Found:
    """The actors that fit; crisis lines are never among them."""
    fitting: list[tuple[Actor, Advice]] = []
    left_out: list[tuple[Actor, LeftOut]] = []
    for actor in content.actors.values():
        if (asked.side and actor.country != asked.side) or (asked.free and actor.free is not True):
            continue
        judged = judge_actor(actor, _profile(asked, actor, content), content)
        if isinstance(judged, Advice):
            fitting.append((actor, judged))
        elif judged is not None:
            left_out.append((actor, judged))
    fitting.sort(key=lambda pair: (-pair[1].score, in_order(pair[0].name, language)))
    left_out.sort(key=lambda pair: in_order(pair[0].name, language))
    return Found(tuple(fitting), tuple(left_out))


def _profile(asked: Asked, actor: Actor, content: Content) -> Profile:
    """The reader as an owner; one who chose no need is taken to have the one the actor serves first."""
    needs = (asked.need,) if asked.need else actor.needs.all()[:1]
    return Profile(
        needs=tuple((need, 1.0) for need in needs),
        place=asked.place,
        country=content.places[asked.place].country if asked.place else None,
        size=asked.size,
    )


def shown(
    actor: Actor,
    advice: Advice,
    content: Content,
    language: Language,
    *,
    asked: str | None,
    today: date,
) -> Shown:
    """An actor in the reader's words; what it only touches in passing is named when it was ``asked`` for."""
    served = [need for need in actor.needs.all() if need == asked or need not in actor.needs.also]
    reasons = (r for r in advice.reasons if r.wording in REASONS_SHOWN)
    return Shown(
        id=actor.id,
        name=actor.name,
        does=actor.does.to(language),
        reasons=tuple(reason_text(reason, content, language) for reason in reasons),
        helps_with=tuple(content.needs[need].label.to(language) for need in served),
        for_whom=_for_whom(actor.sizes, content, language),
        where=_where(actor, content, language),
        cost=actor.cost.to(language),
        ways=ways(actor, content, language),
        checked=checked_text(actor, content, language, today),
    )


def _where(actor: Actor, content: Content, language: Language) -> str:
    areas = [area_name(area, content, language) for area in actor.areas]
    return listed(areas, say(content, "and", language))


def _why_not(actor: Actor, left_out: LeftOut, content: Content, language: Language) -> str:
    """Why an actor does not fit; one that works elsewhere is named with every place it serves."""
    if left_out.why.wording == "why-not-area":
        return say(content, "why-not-area", language, area=_where(actor, content, language))
    return reason_text(left_out.why, content, language)


def _for_whom(sizes: Sequence[Size], content: Content, language: Language) -> str:
    """Sizes in words; neighbouring numbers of people become one range."""
    people = [size for size in PEOPLE if size in sizes]
    first, last = (SIZES.index(people[0]), SIZES.index(people[-1])) if people else (0, 0)
    texts = [say(content, f"size-{size}", language) for size in people]
    if len(people) > 1 and last - first == len(people) - 1:
        texts = [
            word("people-range", language, least=PEOPLE[people[0]][0], most=PEOPLE[people[-1]][1])
        ]
    texts += [say(content, f"size-{size}", language) for size in sizes if size not in PEOPLE]
    return listed(texts, say(content, "and", language)) or word("for-all", language)


def ways(actor: Actor, content: Content, language: Language) -> tuple[Way, ...]:
    """The ways to reach an actor, a line each; says so when none is known."""
    return tuple(_way(line, actor) for line in ways_to_reach(actor, content, language).splitlines())


def _way(line: str, actor: Actor) -> Way:
    # The number comes last: 1177 is also part of www.1177.se.
    links = (
        (actor.web, actor.web or ""),
        (actor.email, f"mailto:{actor.email}"),
        (actor.phone, f"tel:{dialled(actor.phone or '', actor.country)}"),
    )
    for text, address in links:
        if text and text in line:
            before, _, after = line.partition(text)
            return Way(before, text, address, after)
    return Way(line)


def dialled(phone: str, country: Country) -> str:
    """The number as a telephone dials it, from either side of the border; short ones stay short."""
    digits = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
    if country == "NO" and len(digits) == NORWEGIAN_NUMBER and digits[0] not in "08":
        return f"+47{digits}"
    if country == "SE" and digits.startswith("0"):
        return f"+46{digits[1:]}"
    return digits


def in_order(name: str, language: Language) -> str:
    """A key that sorts names as the alphabet of that language has them."""
    return name.lower().translate(_LAST_LETTERS[language])


def _needs(content: Content, language: Language) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every need under its group, as the list to choose from shows them."""
    grouped: list[tuple[str, list[tuple[str, str]]]] = []
    for group in GROUPS:
        inside = [(n.id, n.label.to(language)) for n in content.needs.values() if n.group == group]
        if inside:
            inside.sort(key=lambda pair: in_order(pair[1], language))
            grouped.append((say(content, f"group-{group}", language), inside))
    return grouped


def _places(content: Content, language: Language) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every municipality under its country, in that country's own order."""
    alphabet: dict[Country, Language] = {"NO": "nb", "SE": "sv"}
    grouped: list[tuple[str, list[tuple[str, str]]]] = []
    for country in COUNTRIES:
        inside = [(p.id, p.name) for p in content.places.values() if p.country == country]
        inside.sort(key=lambda pair, country=country: in_order(pair[1], alphabet[country]))  # type: ignore[misc]
        grouped.append((word(f"side-{country}", language), inside))
    return grouped


def _crisis_lines(
    asked: Asked, content: Content, language: Language
) -> list[tuple[str, list[tuple[str, str, tuple[Way, ...]]]]]:
    """Whom to call when all is too heavy, by country, the reader's own first."""
    place = content.places.get(asked.place) if asked.place else None
    only = place.country if place else asked.side
    countries = [c for c in sorted(COUNTRIES, reverse=language == "sv") if only in (None, c)]
    return [
        (word(f"side-{country}", language), _lines_of(country, content, language))
        for country in countries
    ]


def _lines_of(
    country: Country, content: Content, language: Language
) -> list[tuple[str, str, tuple[Way, ...]]]:
    lines: Iterable[Actor] = (
        actor
        for actor in content.actors.values()
        if actor.role == "distress" and actor.country == country
    )
    ordered = sorted(lines, key=lambda actor: (actor.order, actor.id))
    return [
        (actor.name, actor.does.to(language), ways(actor, content, language)) for actor in ordered
    ]
