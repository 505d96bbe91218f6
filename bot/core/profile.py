"""What is known of an owner's situation, computed from the answers of the session."""

from typing import Any, get_args

from bot.core.content import SIZES, STAGES, TEAMS, TIMES, Content, Country, Language
from bot.core.conversation import SKIPPED, Profile, Session

SECOND_NEED = 0.9  # weight of every need after the first one meant
COUNTRY_OF: dict[Language, Country | None] = {"nb": "NO", "sv": "SE", "en": None}
LANGUAGE_OF: dict[Country, Language] = {"NO": "nb", "SE": "sv"}
VALUES: dict[str, tuple[str, ...]] = {
    "size": SIZES,
    "time": TIMES,
    "team": TEAMS,
    "stage": STAGES,
    "money": ("true", "false"),
}
FACTS = ("place", *VALUES)


def profile_of(session: Session, content: Content) -> Profile:
    """The profile; a skipped question and a value that an edit removed count as not told."""
    place = _value(session, "place")
    known = content.places.get(place) if place else None
    money = _value(session, "money")
    facts: dict[str, Any] = {
        fact: value if (value := _value(session, fact)) in VALUES[fact] else None
        for fact in ("size", "time", "team", "stage")
    }
    return Profile(
        needs=weighed(needs_of(session, content)),
        place=known.id if known else None,
        country=known.country if known else None,
        money=None if money is None else money == "true",
        trades=trades_of(session, content),
        **facts,
    )


def needs_of(session: Session, content: Content) -> tuple[str, ...]:
    """The needs agreed on with the owner, first meant first."""
    answer = session.answer("need")
    return tuple(need for need in answer.ids if need in content.needs) if answer else ()


def trades_of(session: Session, content: Content) -> tuple[str, ...]:
    """What the firm lives by, as the owner's words say."""
    answer = session.answer("trade")
    return tuple(trade for trade in answer.ids if trade in content.trades) if answer else ()


def weighed(needs: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """Needs with weights: the first counts whole."""
    return tuple((need, 1.0 if index == 0 else SECOND_NEED) for index, need in enumerate(needs))


def country_of(session: Session, content: Content) -> Country | None:
    """The owner's country: of the place, else the likely one by language."""
    return profile_of(session, content).country or COUNTRY_OF[session.language]


def _value(session: Session, fact: str) -> str | None:
    answer = session.answer(fact)
    return answer.value if answer and answer.value != SKIPPED else None


def is_language(text: str) -> bool:
    """Whether a text is the code of a language we speak."""
    return text in get_args(Language)
