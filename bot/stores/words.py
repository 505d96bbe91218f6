"""Which words of the owner a session holds, since when, and the session without those that are too old."""

from dataclasses import replace
from datetime import datetime

from bot.core.conversation import Adviser, Answer, Handoff, Session


def words_since(session: Session) -> datetime | None:
    """When the oldest of the owner's words in a session was said; None when it holds none."""
    times = [*(said.at for said in session.words), *(heard.at for heard in session.heard)]
    if session.last_at is not None and any(_of_a_side_talk(answer) for answer in session.answers):
        times.append(session.last_at)
    return min(times, default=None)


def without_words(session: Session, before: datetime) -> Session:
    """The session without what was said before a time.

    The answers of a side talk may be a telephone number or a summary in the owner's words. They carry no
    time; they go once the whole talk has been silent that long, and the side talk begins anew.
    """
    words = tuple(said for said in session.words if said.at >= before)
    heard = tuple(heard for heard in session.heard if heard.at >= before)
    silent = session.last_at is not None and session.last_at < before
    answers = tuple(a for a in session.answers if not (silent and _of_a_side_talk(a)))
    return replace(session, words=words, heard=heard, answers=answers)


def _of_a_side_talk(answer: Answer) -> bool:
    """Whether an answer belongs to a flow beside the main one; facts and the main flow hold ids only."""
    return "." in answer.key and not answer.key.startswith("main.")


def has_contact(request: Handoff) -> bool:
    """Whether a request still holds what points at a person."""
    return bool(request.summary or request.contact or request.notes)


def without_contact(request: Handoff) -> Handoff:
    """The request as it stays for counting: no words, no address, no notes, and nobody's name."""
    nameless = Adviser("", "") if request.adviser else None
    return replace(request, summary="", contact=None, notes=(), adviser=nameless)
