"""What staff may read of a talk: what was said to Steg about the trouble, redacted once more."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.core.content import Content
from bot.core.conversation import Line, Session
from bot.core.demand import is_made_up
from bot.core.redaction import known_names, redacted

# How the buttons begin while a person is asked for, or other owners are met: contacts are told there.
BETWEEN_PEOPLE = ("handoff.", "introduction.")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was said; ``by_owner`` by the owner, else by Steg."""

    at: datetime
    by_owner: bool
    text: str


def told(session: Session, lines: Sequence[Line], content: Content) -> tuple[Told, ...]:
    """What staff may read of a talk, oldest first.

    Left out is what was said while a person was asked for, or others were met: it may hold the summary,
    and how to reach somebody.

    Args:
        lines: of the talk with Steg; none of what was said to an adviser.
    """
    said = [Told(line.at, line.who == "owner", line.text) for line in _about_the_trouble(lines)]
    if is_made_up(session.conversation):
        # Nobody wrote these talks, so only what the session holds was ever made up.
        said = [*(Told(one.at, True, one.text) for one in session.words), *said]
    known = known_names(content)
    return tuple(
        Told(one.at, one.by_owner, redacted(one.text, known)) for one in said if one.text.strip()
    )


def _about_the_trouble(lines: Iterable[Line]) -> Iterator[Line]:
    asked_before = False
    for _, of_turn in groupby(lines, key=lambda line: line.at):
        turn = list(of_turn)
        if not asked_before:
            yield from (line for line in turn if not _is_between_people(line))
        asked_before = any(_is_between_people(line) for line in turn)


def _is_between_people(line: Line) -> bool:
    from_a_person = line.by is not None or line.quote is not None
    return from_a_person or any(choice.id.startswith(BETWEEN_PEOPLE) for choice in line.choices)
