"""What an owner's choice of a need tells of the texts before it: a label, never learned unseen."""

from dataclasses import replace
from datetime import datetime

from bot.core.content import Language
from bot.core.conversation import Event, Heard, Session, Turn

READ = ("sure", "close")  # how a text was read that said something to us
NOT_READ = ("unknown", "lost")
MOST_HEARD = 3  # texts about one trouble before the owner settles on a need


def hearing(session: Session, text: str, now: datetime) -> Session:
    """The session with a text about the trouble, and what was read in it, until a need is settled.

    A text that only asks for the list of needs tells of no trouble.

    Args:
        text: the owner's words as they may be kept.
    """
    answer = session.answer("main.trouble")
    if answer is None or answer.value not in READ + NOT_READ:
        return session
    read = answer.ids if answer.value in READ else ()
    heard = Heard(now, None if session.keeps is False else text, read)
    return replace(session, heard=(*session.heard, heard)[-MOST_HEARD:])


def settled(turn: Turn) -> Turn:
    """The turn with a ``corrected`` event for each text that was read otherwise than was chosen in it.

    An event is dated by when its words were said, so that they are forgotten with all others of that day.
    """
    session = turn.session
    agreed = session.answer("need")
    if not session.heard or agreed is None or agreed.turn != session.turn:
        return turn
    corrected = [
        _corrected(heard, agreed.ids, session.language)
        for heard in session.heard
        if set(heard.read) != set(agreed.ids) and not session.care
    ]
    return replace(turn, session=replace(session, heard=()), events=(*turn.events, *corrected))


def _corrected(heard: Heard, chosen: tuple[str, ...], language: Language) -> Event:
    data = {"read": " ".join(heard.read), "chosen": " ".join(chosen), "language": language}
    words = {} if heard.text is None else {"words": heard.text}
    return Event("corrected", heard.at, {**data, **words})
