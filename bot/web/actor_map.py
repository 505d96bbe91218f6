"""The page that shows who helps with what: those that fit, a way into the chat, and the whole drawn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.core.content import Content, Country, Language
from bot.web import map_asked
from bot.web.login import Logins
from bot.web.map_asked import COUNTRIES, Asked, address, asked_in, chat_address, chosen_texts
from bot.web.map_cards import Card, Short, Way, card, short, ways
from bot.web.map_found import Found, by_nearness, find, why_left_out
from bot.web.map_money import fitting_money, money_card
from bot.web.page import Site, language_of, render
from bot.web.system_counts import counts
from bot.web.system_drawing import drawing
from bot.web.system_marks import legend
from bot.web.words import word

ENOUGH_SHOWN = 10  # cards; more than that nobody reads on a phone, so those farther away are folded
# Cards on a page without a need or a place: more are a list that nobody reads to its end, and a page that
# is slow to come on a phone. Each is a line then, which leads to its card.
MOST_CARDS = 40
Line = tuple[str, str, tuple[Way, ...]]  # a name, what it does, and how to reach it


@dataclass(frozen=True, slots=True)
class Group:
    """Those that are equally near, as cards or in short. ``open``: shown without being asked for."""

    id: str
    title: str
    note: str
    cards: tuple[Card, ...]
    shorts: tuple[Short, ...]
    open: bool

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.cards) + len(self.shorts)


def routes(site: Site, logins: Logins) -> Sequence[BaseRoute]:
    """The address of the page."""

    def show(request: Request) -> Response:
        content, language = site.content(), language_of(request)
        asked, today = asked_in(request.query_params, content), site.clock().date()
        return render(
            request,
            "map.html",
            visitor=logins.visitor(request),
            asked=asked,
            chat=chat_address(asked),
            crisis=list(_crisis_lines(asked, content, language)),
            **_to_choose_from(asked, content, language),
            **_found(asked, content, language, today),
            **_drawn(asked, content, language, today),
        )

    return [Route("/map", show)]


def _to_choose_from(asked: Asked, content: Content, language: Language) -> Mapping[str, Any]:
    """What the form offers, what was chosen in it, and every problem to begin the chat with."""
    return {
        "needs": map_asked.needs(content, language),
        "places": map_asked.places(content, language),
        "trades": map_asked.trades(content, language),
        "sizes": map_asked.sizes(content, language),
        "stages": map_asked.stages(content, language),
        "kinds": map_asked.kinds(language),
        "sides": map_asked.sides(language),
        "chosen": list(chosen_texts(asked, content, language)),
        "without_choice": address(Asked(language=asked.language)),
        "problems": [
            (group, [(chat_address(asked.but(need=need)), text) for need, text in inside])
            for group, inside in map_asked.needs(content, language)
        ],
    }


def _found(asked: Asked, content: Content, language: Language, today: date) -> Mapping[str, Any]:
    """Who fits, who does not and why, and the money for the need chosen."""
    found = find(asked, content, language, today)
    money = fitting_money(asked, content, today) if asked.need else ()
    return {
        "number": len(found.fitting),
        "shown": {actor.id for actor, _ in found.fitting},
        "groups": list(_groups(found, asked, content, language, today)),
        "left_out": why_left_out(found, asked, content, language),
        "money": [money_card(one, content, language, today) for one, _ in money],
    }


def _groups(
    found: Found, asked: Asked, content: Content, language: Language, today: date
) -> Iterator[Group]:
    """Those that fit, from the nearest on; once something is chosen, the first are open."""
    so_far, brief = 0, _is_brief(asked, len(found.fitting))
    for near in by_nearness(found.fitting, asked, content, language):
        so_far += len(near.fitting)
        is_open = asked.is_narrow and (so_far == len(near.fitting) or so_far <= ENOUGH_SHOWN)
        cards = (
            card(actor, advice, asked, content, language, today=today)
            for actor, advice in (() if brief else near.fitting)
        )
        shorts = (short(actor, asked, language) for actor, _ in (near.fitting if brief else ()))
        yield Group(near.id, near.title, near.note, tuple(cards), tuple(shorts), is_open)


def _is_brief(asked: Asked, number: int) -> bool:
    """Whether each that fits is only a line: when they are many, and not those for a need or a place."""
    return number > MOST_CARDS and asked.need is None and asked.place is None


def _drawn(asked: Asked, content: Content, language: Language, today: date) -> Mapping[str, Any]:
    """The whole system drawn; a page of one actor has no drawing."""
    if asked.actor:
        return {"drawing": None, "legend": None}
    counted = counts(asked, content, language, today)
    return {"drawing": drawing(counted, asked, content, language), "legend": legend()}


# ---- when all is too heavy ----


def _crisis_lines(
    asked: Asked, content: Content, language: Language
) -> Iterator[tuple[str, list[Line]]]:
    """Whom to call when all is too heavy, by country, the reader's own first."""
    place = content.places.get(asked.place) if asked.place else None
    only = place.country if place else asked.side
    for country in sorted(COUNTRIES, reverse=language == "sv"):
        if only in (None, country):
            yield word(f"side-{country}", language), _lines_of(country, content, language)


def _lines_of(country: Country, content: Content, language: Language) -> list[Line]:
    lines = (
        actor
        for actor in content.actors.values()
        if actor.role == "distress" and actor.country == country
    )
    return [
        (actor.name, actor.does.to(language), ways(actor, content, language))
        for actor in sorted(lines, key=lambda actor: (actor.order, actor.id))
    ]
