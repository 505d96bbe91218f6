"""What owners wrote that Steg did not read as they meant it: redacted, those alike together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.core.content import Content
from bot.core.likeness import groups
from bot.core.redaction import known_names, redacted

Kind = Literal["not-understood", "corrected"]
KINDS: tuple[Kind, ...] = ("not-understood", "corrected")


@dataclass(frozen=True, slots=True)
class Misheard:
    """A text that was not understood, or read otherwise than its owner then chose; never whose it was.

    ``read`` and ``chosen`` are needs, none when nothing was read or chosen. ``made_up``: it is of
    ``steg demo``, and never stands beside real ones.
    """

    kind: Kind
    text: str
    read: tuple[str, ...]
    chosen: tuple[str, ...]
    language: str | None
    day: date
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class HeardText:
    """One text, redacted, with what was read and chosen, under today's ids; a day for each time."""

    text: str
    language: str
    read: tuple[str, ...]
    chosen: tuple[str, ...]
    days: tuple[date, ...]


Group = tuple[HeardText, ...]


def times(group: Group) -> int:
    """How often the texts of a group were written."""
    return sum(len(heard.days) for heard in group)


def heard_groups(misheard: Iterable[Misheard], content: Content) -> list[Group]:
    """The texts, those alike together: the group and in it the text that came most often first."""
    told = heard_texts(misheard, content)
    together = [
        tuple(sorted((told[number] for number in group), key=lambda heard: -len(heard.days)))
        for group in groups([heard.text for heard in told])
    ]
    return sorted(together, key=lambda group: -times(group))


def heard_texts(misheard: Iterable[Misheard], content: Content) -> list[HeardText]:
    """Each different text once, by the alphabet, so that ties never show the order they came in."""
    known, id_now = known_names(content), content.id_now
    days: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[date]] = {}
    for one in misheard:
        read, chosen = (tuple(id_now("needs", n) for n in ids) for ids in (one.read, one.chosen))
        text = " ".join(redacted(one.text, known).split())
        days.setdefault((text, one.language or "", read, chosen), []).append(one.day)
    return [HeardText(*key, tuple(sorted(found))) for key, found in sorted(days.items())]


def only(
    misheard: Iterable[Misheard],
    content: Content,
    *,
    made_up: bool,
    wanted: Mapping[str, str | None] = {},
) -> list[Misheard]:
    """The real texts or the made-up ones, of these only what is wanted.

    Args:
        wanted: a language, a kind, or a need that was read or chosen; by these names, None is all.
    """
    language, kind, need = (wanted.get(name) for name in ("language", "kind", "need"))

    def fits(one: Misheard) -> bool:
        needs = (content.id_now("needs", each) for each in (*one.read, *one.chosen))
        return (
            one.made_up == made_up
            and language in (None, one.language)
            and kind in (None, one.kind)
            and (need is None or need in needs)
        )

    return [one for one in misheard if fits(one)]
