"""What an adviser can do about a request on its page, and what came of what they did."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import cards
from bot.core.conversation import Adviser, Choice, DeskMessage, Handoff, Line
from bot.core.desks import Desk
from bot.core.moving import NOTE
from bot.core.wording import say
from bot.core.words import MAX_TEXT, readable
from bot.web.desk_reading import Reading
from bot.web.words import word

TAKE, ANSWERED = "desk=take", "desk=answered"
FAILED = ("told-nothing", "told-take-first", "told-has-it", "told-over")
TOLD = (
    *FAILED,
    "told-took",
    "told-passed-on",
    "told-owner-asked",
    "told-answered",
    "told-done",
    "told-thanks",
    "told-sent",
    "told-noted",
    "told-became-note",
)
"""Every way an act can end, as the page says it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Something that is done in two steps: what it is called, what is asked, and the answers."""

    name: str
    question: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """What somebody can do now; ``verdicts`` answer whether it helped, once it is closed."""

    take: Choice | None = None
    answered: Choice | None = None
    asking: tuple[Asking, ...] = ()
    verdicts: tuple[Choice, ...] = ()
    replies: bool = False
    notes: bool = False


def offered(request: Handoff, desk: Desk | None, by: Adviser, reading: Reading) -> Offered:
    """What the page offers; the one who took it can do more than others, and without a desk nobody can."""
    if desk is None:
        return Offered()
    taker, content, language = request.adviser, reading.content, reading.language
    is_mine = taker is not None and taker.id == by.id
    if not request.is_open:
        again = request.ending == "not-ours"
        asked = (is_mine or taker is None) and not again and request.thought_helped is None
        return Offered(
            take=_button(TAKE, "card-take", reading) if again else None,
            verdicts=cards.verdicts("desk", content, language) if asked else (),
        )
    if taker is not None and not is_mine:
        return Offered(notes=True)
    by_hand = is_mine and request.reach != "here" and request.answered_at is None
    return Offered(
        take=None if is_mine else _button(TAKE, "card-take", reading),
        answered=_button(ANSWERED, "card-answered", reading) if by_hand else None,
        asking=_asking(desk, reading),
        replies=is_mine and request.reach == "here",
        notes=True,
    )


def _asking(desk: Desk, reading: Reading) -> tuple[Asking, ...]:
    content, language = reading.content, reading.language
    all_three = (
        ("card-done", "desk-how-ended", cards.endings(content, language)),
        ("card-hand-on", "desk-hand-on-to", cards.other_desks(desk, reading.desks)),
        ("card-not-ours", "desk-why-not-ours", cards.refusals(content, language)),
    )
    return tuple(
        Asking(say(content, name, language), say(content, question, language), choices)
        for name, question, choices in all_three
        if choices
    )


def _button(choice: str, wording: str, reading: Reading) -> Choice:
    return Choice(choice, say(reading.content, wording, reading.language))


def written(text: str) -> str:
    """A text from a form as it is kept."""
    return readable(text.replace("\r\n", "\n"))[:MAX_TEXT].strip()


# ---- what came of it ----


def came_of(act: DeskMessage, desk: Desk, after: Handoff, talk: Sequence[Line]) -> str:
    """What an act led to, as a word's id.

    It is read from what is kept, so that the same act done twice says the same twice.
    """
    if act.text is not None:
        return _came_of_text(act, after, talk)
    deed, _, value = (act.choice or "").removeprefix("desk=").partition(".")
    is_mine = after.adviser is not None and after.adviser.id == act.by.id
    done = {
        "take": is_mine and after.is_open and "told-took",
        "answered": is_mine and after.answered_at is not None and "told-answered",
        "not-ours": (desk.id, value) in after.refused and "told-passed-on",
        "hand-on": bool(value) and value in (after.proposed, after.desk) and "told-owner-asked",
        "done": not after.is_open and after.ending == value and "told-done",
        "helped": after.thought_helped == value and "told-thanks",
    }
    return done.get(deed) or _why_not(act, after)


def _came_of_text(act: DeskMessage, after: Handoff, talk: Sequence[Line]) -> str:
    """Whether a text went to the owner, or stayed with colleagues."""
    text = act.text or ""
    if text.startswith(NOTE):
        note = text.removeprefix(NOTE).strip()
        kept = any(n.text == note and n.by == act.by.name for n in after.notes)
        return "told-noted" if kept else _why_not(act, after)
    sent = any(line.quote == text and line.by == act.by.name for line in talk)
    return "told-sent" if sent else _why_not(act, after)


def _why_not(act: DeskMessage, after: Handoff) -> str:
    """Why nothing came of it."""
    if not after.is_open:
        return "told-over"
    if after.adviser is None:
        return "told-take-first" if act.text is not None else "told-nothing"
    return "told-nothing" if after.adviser.id == act.by.id else "told-has-it"


def said_of(told: str, request: Handoff, reading: Reading) -> str:
    """What the page says of an act, for somebody who reads the request as it is now."""
    name = request.adviser.name if request.adviser else reading.office(request.desk)
    return word(told, reading.language, name=name)
