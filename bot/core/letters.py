"""Short mails that ask an office whether what Steg says about it still holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.advice_text import amount_text, day_text, ways_to_reach
from bot.core.content import Actor, Content, Instrument, Language
from bot.core.freshness import has_ended, why_recheck
from bot.core.profile import LANGUAGE_OF
from bot.core.wording import say


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one office; ``to`` is None when no address is known, then somebody must call."""

    actor: str
    to: str | None
    subject: str
    text: str


def letters(content: Content, today: date) -> tuple[Letter, ...]:
    """One letter per actor that has something to check again: itself, or money it runs."""
    found = (_letter(actor, content, today) for actor in content.actors.values())
    return tuple(letter for letter in found if letter)


def _letter(actor: Actor, content: Content, today: date) -> Letter | None:
    run = [i for i in content.instruments.values() if i.run_by == actor.id]
    asked = [i for i in run if why_recheck(i, today)]
    if has_ended(actor, today) or (not asked and not why_recheck(actor, today)):
        return None
    language = LANGUAGE_OF[actor.country]
    day = day_text(min(e.checked.on for e in (actor, *asked)), language)
    body = [
        say(content, "letter-hello", language),
        say(content, "letter-ask", language, day=day),
        *_about(actor, content, language),
        *(line for i in asked for line in _money(i, content, language)),
        say(content, "letter-thanks", language),
    ]
    subject = say(content, "letter-subject", language, name=actor.name)
    return Letter(actor.id, actor.email, subject, "\n\n".join(body))


def _about(actor: Actor, content: Content, language: Language) -> Iterator[str]:
    lines: Sequence[str] = (
        actor.name,
        actor.does.to(language),
        actor.serves.to(language),
        actor.cost.to(language),
        ways_to_reach(actor, content, language),
    )
    yield "\n".join(lines)


def _money(instrument: Instrument, content: Content, language: Language) -> Iterator[str]:
    parts = (
        instrument.who,
        instrument.pays_for,
        instrument.not_covered,
        instrument.when,
        instrument.takes,
    )
    lines = [instrument.name, *(part.to(language) for part in parts if part)]
    lines += [
        amount_text(instrument.amount, content, language),
        say(content, f"letter-state-{instrument.state}", language),
    ]
    yield "\n".join(lines)
