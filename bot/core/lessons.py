"""What may be taught as an example, and why not; and the list on which lessons wait to be taught."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.core.content import LANGUAGES, Content, Language
from bot.core.redaction import dotted, redacted
from bot.core.words import said_as

LONGEST_EXAMPLE = 300  # characters; longer texts hold several troubles at once
# From then on staff have seen what came of it; what was taught stands in the need's file anyway.
KEPT = timedelta(days=30)

Ending = Literal["taught", "refused"]
Reason = Literal["unknown-need", "no-letter", "invisible", "too-long", "known", "marks", "personal"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """An example to teach. ``where`` is the line of the file it came from, "" without a file."""

    text: str
    need: str
    language: Language | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class ListedLesson:
    """A lesson on the list.

    Args:
        at: when it was written down.
        by: name of the account.
        text: chosen, and where needed rewritten, by staff; nothing tells whose words they were.
        settled_at: when it was taught or refused; None as long as it waits.
        why: the reason of a refusal.
    """

    id: int
    at: datetime
    by: str
    text: str
    need: str
    language: Language
    settled_at: datetime | None = None
    ending: Ending | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a text stands already: under a need, an act, in the development set, or in the list itself."""

    kind: Literal["needs", "acts", "measured", "listed"]
    entry: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a text cannot be taught.

    ``hidden`` is the text without what is personal, ``stands`` where it is known already.
    """

    reason: Reason
    hidden: str = ""
    stands: Stands | None = None


def why_not(
    lesson: Lesson, content: Content, taught: Mapping[str, Stands], known: frozenset[str]
) -> WhyNot | None:
    """Why a lesson cannot be taught, None when it can."""
    if content.id_now("needs", lesson.need) not in content.needs:
        return WhyNot("unknown-need")
    return why_not_text(lesson.text, taught, known)


def why_not_text(text: str, taught: Mapping[str, Stands], known: frozenset[str]) -> WhyNot | None:
    """Why a text cannot be an example of any need, None when it can.

    Args:
        taught: where texts stand already, as ``said_as`` writes them.
        known: names and words that may stay, as ``redaction.known_names`` gives them.
    """
    if not any(sign.isalpha() for sign in text):
        return WhyNot("no-letter")
    if not text.isprintable():
        return WhyNot("invisible")
    if len(text) > LONGEST_EXAMPLE:
        return WhyNot("too-long")
    if said_as(text) in taught:
        return WhyNot("known", stands=taught[said_as(text)])
    hidden = redacted(text, known)
    if hidden != text:
        return WhyNot("personal", hidden)
    return WhyNot("marks") if dotted(text) != text else None


def taught_texts(content: Content) -> dict[str, Stands]:
    """Where each example and each known phrase stands."""
    found: dict[str, Stands] = {}
    for act in content.acts.values():
        for language in LANGUAGES:
            for text in (*act.examples.to(language), *act.phrases.to(language)):
                found[said_as(text)] = Stands("acts", act.id, language)
    for need in content.needs.values():
        for language in LANGUAGES:
            for text in need.examples.to(language):
                found[said_as(text)] = Stands("needs", need.id, language)
    return found
