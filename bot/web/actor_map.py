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
from bot.web.map_cards import Card, Way, card, ways
from bot.web.map_found import Found, by_nearness, find, why_left_out
from bot.web.map_money import fitting_money, money_card
from bot.web.page import Site, language_of, render
from bot.web.system_counts import counts
from bot.web.system_drawing import Sheet
from bot.web.system_marks import NARROW, WIDE, legend
from bot.web.system_table import table
from bot.web.words import word

ENOUGH_SHOWN = 10  # cards; more than that nobody reads on a phone, so those farther away are folded
Line = tuple[str, str, tuple[Way, ...]]  # a name, what it does, and how to reach it


@dataclass(frozen=True, slots=True)
class Group:
    """Cards of those that are equally near. ``open``: they are shown without being asked for."""

    id: str
    title: str
    note: str
    cards: tuple[Card, ...]
    open: bool


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
    so_far = 0
    for near in by_nearness(found.fitting, asked, content, language):
        cards = tuple(
            card(actor, advice, asked, content, language, today=today)
            for actor, advice in near.fitting
        )
        so_far += len(cards)
        is_open = asked.is_narrow and (so_far == len(cards) or so_far <= ENOUGH_SHOWN)
        yield Group(near.id, near.title, near.note, cards, is_open)


def _drawn(asked: Asked, content: Content, language: Language, today: date) -> Mapping[str, Any]:
    """The whole system, drawn for a wide page and for a narrow one, and as a table."""
    counted = counts(asked, content, language, today)
    return {
        "drawings": [
            Sheet(counted, asked, content, language, measures).drawing()
            for measures in (WIDE, NARROW)
        ],
        "legend": legend(),
        "table": table(counted, asked, content, language),
    }


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
