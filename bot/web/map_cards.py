"""An actor as the page of who helps shows it: what it does, for whom, at what price, how to reach it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.core.advice import Advice
from bot.core.advice_text import checked_text, reason_text, ways_to_reach
from bot.core.content import Actor, Content, Country, Language
from bot.core.freshness import why_recheck
from bot.core.wording import listed, say
from bot.web import map_asked
from bot.web.map_asked import KINDS, Asked
from bot.web.map_found import where
from bot.web.map_money import Run, run_by
from bot.web.words import word

NORWEGIAN_NUMBER = 8  # digits; those that begin with 8 are not reached from abroad


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody: a line, with the part of it that is a link."""

    before: str
    shown: str = ""
    address: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """An actor as the page shows it.

    ``helps_with`` are needs and what they are called. ``ask_first``: it is not sure that all still holds.
    """

    id: str
    name: str
    kind: str
    does: str
    reasons: tuple[str, ...]
    helps_with: tuple[tuple[str, str], ...]
    for_whom: tuple[str, ...]
    where: str
    cost: str
    ways: tuple[Way, ...]
    money: tuple[Run, ...]
    checked: str
    ask_first: bool


@dataclass(frozen=True, slots=True)
class Short:
    """An actor in a line: what it does, and where all that is known of it stands."""

    name: str
    does: str
    address: str


def short(actor: Actor, asked: Asked, language: Language) -> Short:
    """An actor in a line that leads to its card."""
    address = map_asked.address(asked.but(actor=actor.id), "found")
    return Short(actor.name, actor.does.to(language), address)


def card(
    actor: Actor,
    advice: Advice,
    asked: Asked,
    content: Content,
    language: Language,
    *,
    today: date,
) -> Card:
    """An actor in the reader's words; what it only touches in passing is named when it was asked for."""
    served = [n for n in actor.needs.all() if n == asked.need or n not in actor.needs.also]
    return Card(
        id=actor.id,
        name=actor.name,
        kind=kind_text(actor, language),
        does=actor.does.to(language),
        reasons=tuple(_reasons(actor, advice, asked, content, language)),
        helps_with=tuple((need, content.needs[need].label.to(language)) for need in served),
        for_whom=tuple(_for_whom(actor, content, language)),
        where=where(actor, content, language),
        cost=actor.cost.to(language),
        ways=ways(actor, content, language),
        money=run_by(actor, asked, content, language, today),
        checked=checked_text(actor, content, language, today),
        ask_first=why_recheck(actor, today) is not None,
    )


def kind_text(actor: Actor, language: Language) -> str:
    """What kind of helper an actor is."""
    kind = next(kind for kind, actor_kinds in KINDS.items() if actor.kind in actor_kinds)
    return word(f"kind-{kind}", language)


def _reasons(
    actor: Actor, advice: Advice, asked: Asked, content: Content, language: Language
) -> Iterator[str]:
    """What the lines of the card do not say: how well it fits, and that it lies across the border."""
    if asked.need in actor.needs.also:
        yield word("only-a-little", language)
    for reason in advice.reasons:
        if reason.wording == "reason-across":
            yield reason_text(reason, content, language)


# ---- for whom ----


def _for_whom(actor: Actor, content: Content, language: Language) -> Iterator[str]:
    """Whom an actor is for, in plain words, and who alone may come or may not."""
    yield actor.serves.to(language)
    for key, trades in (("only-trades", actor.trades), ("not-trades", actor.not_trades)):
        names = [content.trades[t].name.to(language) for t in trades if t in content.trades]
        if names:
            yield word(key, language, trades=listed(names, say(content, "and", language)))
    if actor.stages:
        stages = [say(content, f"stage-{stage}", language) for stage in actor.stages]
        yield word("only-stages", language, stages=listed(stages, word("or", language)))


# ---- ways to reach ----


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
