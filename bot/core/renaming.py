"""Ids are for ever: what was kept under an entry's earlier id is read under the one it has now."""

from dataclasses import replace

from bot.core.content import Content
from bot.core.conversation import Answer, Given, Session, Signal

KIND_OF_ANSWER = {"need": "needs", "place": "places", "trade": "trades"}


def renamed_session(session: Session, content: Content) -> Session:
    """The session with the ids that its needs, place, trade and advice have now."""
    if not content.renamed:
        return session
    given = session.given
    return replace(
        session,
        answers=tuple(_answer(answer, content) for answer in session.answers),
        heard=tuple(
            replace(heard, read=tuple(content.id_now("needs", one) for one in heard.read))
            for heard in session.heard
        ),
        given=_given(given, content) if given else None,
    )


def renamed_signal(signal: Signal, content: Content) -> Signal:
    """The signal with the ids its entries have now, so that demand is counted under one name."""
    if not content.renamed:
        return signal
    return replace(
        signal,
        need=signal.need and content.id_now("needs", signal.need),
        place=signal.place and content.id_now("places", signal.place),
        method=signal.method and content.id_now("methods", signal.method),
        actor=signal.actor and content.id_now("actors", signal.actor),
        instrument=signal.instrument and content.id_now("instruments", signal.instrument),
    )


def _answer(answer: Answer, content: Content) -> Answer:
    kind = KIND_OF_ANSWER.get(answer.key, "needs")
    ids = tuple(content.id_now(kind, one) for one in answer.ids)
    value = content.id_now(kind, answer.value) if answer.key in KIND_OF_ANSWER else answer.value
    return replace(answer, value=value, ids=ids)


def _given(given: Given, content: Content) -> Given:
    return Given(
        tuple(content.id_now("methods", one) for one in given.methods),
        tuple((content.id_now("methods", one), form) for one, form in given.formats),
        tuple(content.id_now("actors", one) for one in given.actors),
        tuple(content.id_now("instruments", one) for one in given.instruments),
    )
