"""Which questions an owner was really asked on the way: those whose answer was told unasked were not."""

from dataclasses import replace
from itertools import takewhile

from bot.core.content import Content
from bot.core.conversation import Session
from bot.core.flow import Flow, Step, current
from bot.core.steps import known

MAIN = "main"


def asked(session: Session, content: Content) -> tuple[str, ...]:
    """The questions that were put to the owner on the way to advice, by id, in their order.

    Turn by turn the question that was open: what had been said by then tells it. A question whose answer
    was changed later stands where it was asked the last time.
    """
    turns = sorted({answer.turn for answer in session.answers})
    steps = [_open(session, content, turn) for turn in (-1, *turns)]
    before = _before_advice(content.flows[MAIN])
    return tuple(dict.fromkeys(step.id for step in steps if step and step.id in before))


def _before_advice(flow: Flow) -> frozenset[str]:
    """The steps that stand before the advice."""
    return frozenset(s.id for s in takewhile(lambda s: s.kind != "advise", flow.steps))


def _open(session: Session, content: Content, turn: int) -> Step | None:
    """The question that was open after a turn."""
    then = replace(session, answers=tuple(a for a in session.answers if a.turn <= turn))
    answers = {answer.key: answer.value for answer in then.answers}
    return current(content.flows[MAIN], answers, lambda key: known(then, content, key))
