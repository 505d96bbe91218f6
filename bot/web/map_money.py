"""Money on the page of who helps: what an actor runs, and what fits what a reader chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.advice import Advice, judge_instrument, why_closed
from bot.core.advice_text import amount_text, checked_text, is_help_not_money
from bot.core.content import Actor, Content, Instrument, Language
from bot.core.freshness import why_recheck
from bot.core.wording import say
from bot.web.map_asked import Asked, in_order
from bot.web.map_found import profile, rank
from bot.web.words import word

LENT = ("loan", "guarantee", "investment")  # what has to be paid back, or given a share for


@dataclass(frozen=True, slots=True)
class Run:
    """Money an actor runs, in a line."""

    name: str
    plain: str
    state: str
    url: str | None


@dataclass(frozen=True, slots=True)
class MoneyCard:
    """Money that may fit, as the page shows it. ``by`` is who gives it, ``by_id`` its id when we know it."""

    id: str
    name: str
    plain: str
    pays_for: str
    not_covered: str
    sum: str
    when: str
    by: str
    by_id: str
    url: str | None
    kind: str
    notes: tuple[str, ...]
    checked: str
    ask_first: bool


def run_by(
    actor: Actor, asked: Asked, content: Content, language: Language, today: date
) -> tuple[Run, ...]:
    """What an actor runs that one can apply for: all of it, or what is for the need chosen."""
    found = [
        instrument
        for instrument in content.instruments.values()
        if instrument.run_by == actor.id
        and why_closed(instrument, today) is None
        and (asked.need is None or asked.need in instrument.needs.all())
    ]
    found.sort(key=lambda i: (i.state == "ask", in_order(i.name, language)))
    return tuple(Run(i.name, i.plain.to(language), _state_text(i, language), i.url) for i in found)


def _state_text(instrument: Instrument, language: Language) -> str:
    return word("state-ask" if instrument.state == "ask" else "state-open", language)


def fitting_money(
    asked: Asked, content: Content, today: date
) -> Sequence[tuple[Instrument, Advice]]:
    """The money that fits what was chosen, best first; whoever helps, and at what price, does not matter."""
    found: list[tuple[Instrument, Advice]] = []
    for instrument in content.instruments.values():
        if asked.side and instrument.country != asked.side:
            continue
        reader = profile(asked, instrument, content)
        judged = judge_instrument(instrument, reader, content, today)
        if isinstance(judged, Advice):
            found.append((instrument, judged))
    return sorted(found, key=lambda pair: (rank(pair[0], pair[1], asked), pair[0].id))


def money_card(
    instrument: Instrument, content: Content, language: Language, today: date
) -> MoneyCard:
    """Money in the reader's words."""
    given_by = content.actors.get(instrument.run_by or "")
    covered = instrument.not_covered
    return MoneyCard(
        id=f"money-{instrument.id}",
        name=instrument.name,
        plain=instrument.plain.to(language),
        pays_for=instrument.pays_for.to(language),
        not_covered=say(content, "not-covered", language, what=covered.to(language))
        if covered
        else "",
        sum=""
        if is_help_not_money(instrument)
        else amount_text(instrument.amount, content, language),
        when=instrument.when.to(language) if instrument.when else "",
        by=given_by.name if given_by else "",
        by_id=given_by.id if given_by else "",
        url=instrument.url,
        kind=word("kind-lent" if instrument.form in LENT else "kind-given", language),
        notes=_notes(instrument, content, language),
        checked=checked_text(instrument, content, language, today),
        ask_first=why_recheck(instrument, today) not in (None, "ask"),
    )


def _notes(instrument: Instrument, content: Content, language: Language) -> tuple[str, ...]:
    """What an owner must know before doing anything else."""
    return tuple(
        say(content, wording, language)
        for wording, holds in (
            ("apply-first", instrument.apply_before_start),
            ("ask-first", instrument.state == "ask"),
        )
        if holds
    )
