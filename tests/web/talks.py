"""Talks for the pages of staff, kept as a service keeps them."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.conversation import (
    Answer,
    Choice,
    Event,
    Given,
    Message,
    Reply,
    Said,
    Session,
    Turn,
)
from bot.stores.port import Store
from tests.web.site import NOW

OWNER = "telegram:88123456"
WORDS = "vi får ikke tak i folk til vinteren"
SUMMARY = "Oppdal. Vi mangler to kokker."


def settled(conversation: str = OWNER, at: datetime = NOW, **more: object) -> Session:
    """The session of an owner in Oppdal who got advice about finding people."""
    answers = (
        Answer("main.trouble", "sure", 1, ("find-people",)),
        Answer("need", "agreed", 2, ("find-people",)),
        Answer("place", "oppdal", 3),
        Answer("size", "micro", 4),
    )
    held = Session(
        conversation,
        "telegram",
        "nb",
        last_at=at,
        answers=answers,
        signalled=(f"advised:find-people:{at:%Y-%m}",),
        given=Given(methods=("act-early",)),
    )
    return replace(held, **more)  # type: ignore[arg-type]


def kept(
    store: Store,
    session: Session,
    *replies: Reply,
    said: str | None = WORDS,
    at: datetime | None = None,
    events: tuple[Event, ...] = (),
) -> None:
    """Keeps one turn of a talk."""
    at = at or session.last_at or NOW
    message = Message(
        f"{session.conversation}:{at}", session.conversation, session.channel, at, said
    )
    with store.transaction() as turn:
        turn.keep(message, Turn(session, replies, events, said=said))


def a_talk(store: Store, conversation: str = OWNER, at: datetime = NOW) -> None:
    """A talk of some turns: the trouble, advice, then the way to a person, which nobody of staff reads."""
    held = settled(conversation, at)
    minute = timedelta(minutes=1)
    heard = Event("heard", at - 3 * minute, {"needs": "find-people"})
    kept(store, held, Reply("Er det slik?"), at=at - 3 * minute, events=(heard,))
    advised = Event("advised", at - 2 * minute, {"methods": "act-early"})
    text = "Ring Kari Nordmann på 90 01 23 45. Spør fem kunder."
    kept(store, held, Reply(text), said="ja", at=at - 2 * minute, events=(advised,))
    reach = Reply(f"Dette får de lese: {SUMMARY}", (Choice("handoff.reach=phone", "Telefon"),))
    kept(store, held, reach, said="kan jeg få snakke med noen", at=at - minute)
    kept(store, held, Reply("Hvilket nummer?"), said="skriv at vi er Fjellstua", at=at)


def a_made_up_talk(store: Store, number: int = 1, at: datetime = NOW) -> None:
    """A talk as ``steg demo`` keeps it: words in the session alone."""
    name = f"console:demo-7-{number}"
    held = settled(name, at, words=(Said(at, WORDS),))
    kept(store, held, Reply("Spør fem kunder."), said=None)
