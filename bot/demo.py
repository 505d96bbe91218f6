"""Fills an empty store with made-up talks, so that pages and reports can be tried out."""

import random
from datetime import datetime, timedelta

from bot.core.content import LANGUAGES
from bot.core.conversation import Message, Turn
from bot.errors import SettingWrong
from bot.service import Service

PERIOD = timedelta(days=365)  # the talks are spread over a year before now
MOST_MESSAGES = 12  # in a made-up talk
STOPS = 0.12  # share of made-up owners who stop at each question
ASKS_FOR_A_PERSON = 0.15


def fill(service: Service, conversations: int, seed: int, now: datetime) -> int:
    """Holds made-up talks; the same seed gives the same ones.

    Raises:
        SettingWrong: the store holds talks that are not made up.
    """
    if service.store.counts()["sessions"]:
        raise SettingWrong(
            "this store is not empty; set STEG_DATABASE to a new file for the made-up talks"
        )
    dice = random.Random(seed)  # noqa: S311 - made-up talks, no secrets
    for number in range(conversations):
        _talk(service, f"demo-{seed}-{number}", dice, now - PERIOD * dice.random())
    service.count_left(now)
    return conversations


def _talk(service: Service, name: str, dice: random.Random, at: datetime) -> None:
    content = service.world().content
    conversation = f"console:{name}"
    need = dice.choices(
        sorted(content.needs), weights=[3 + i % 5 for i in range(len(content.needs))]
    )[0]
    places = [place.name for place in content.places.values()]
    text: str | None = dice.choice(content.needs[need].examples.to(dice.choice(LANGUAGES)))
    choice: str | None = None
    for number in range(MOST_MESSAGES):
        # The console sends nothing to anybody.
        message = Message(f"{conversation}:{number}", conversation, "console", at, text, choice)
        turn = service.answer(message)
        if turn is None or dice.random() < STOPS:
            return
        text, choice = _next(turn, dice, places)
        if text is None and choice is None:
            return
        at += timedelta(seconds=20 + 60 * dice.random())


def _next(turn: Turn, dice: random.Random, places: list[str]) -> tuple[str | None, str | None]:
    """What a made-up owner says to the last reply: a text, a choice, or nothing more."""
    reply = turn.replies[-1]
    if reply.asks == "place":
        return dice.choice(places), None
    offered = [
        c.id
        for c in reply.choices
        if not c.id.startswith(("keep=", "do=")) and not c.id.endswith(("=why", "=other"))
    ]
    if reply.asks == "next":
        return (None, "do=handoff") if dice.random() < ASKS_FOR_A_PERSON else (None, None)
    return None, dice.choice(offered) if offered else None
