"""A draft of a new need, with what owners said as its examples, and what `steg check` says of it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.core.checking import check
from bot.core.content import LANGUAGES, Content, Language, Need
from bot.core.found import Found
from bot.core.reading import Marks, Problem, nearest, read
from bot.new_entry import skeleton

FOLDER = "knowledge/needs"
MOST_NEAR = 5  # needs shown beside a new one
LONGEST_ID = 48  # characters
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "é": "e", "ü": "u"})
Reads = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class NewNeed:
    """What staff wrote of a need that is not there; each text by its language, "" where it is missing."""

    name: str
    group: str
    label: Mapping[Language, str]
    clause: Mapping[Language, str]
    examples: Mapping[Language, Sequence[str]]

    @property
    def id(self) -> str:
        """The id made from the name, "" when it holds no letter and no digit."""
        letters = self.name.lower().translate(_LETTERS)
        return re.sub(r"[^a-z0-9]+", "-", letters)[:LONGEST_ID].strip("-")

    @property
    def path(self) -> str:
        """Where the draft belongs."""
        return f"{FOLDER}/{self.id}.yaml"


def draft(need: NewNeed, today: date) -> str:
    """The file of the need, complete but for what nobody has written yet."""
    filled = {
        "id": need.id,
        "group": need.group,
        "label": dict(need.label),
        "clause": dict(need.clause),
        "examples": {language: list(need.examples[language]) for language in LANGUAGES},
    }
    return skeleton(Need, need.id, today, filled)


def problems(text: str, need: NewNeed, content: Content) -> list[Problem]:
    """What `steg check` would say of the draft, put beside the content as it is."""
    value, marks, found = read(text, need.path, Need)
    if value is None:
        return sorted(found)
    with_it = replace(content, needs={**content.needs, value.id: value})
    others = _Elsewhere({("needs", value.id): marks})
    told = check(Found(with_it, others))
    return sorted(one for one in told if one.path == need.path and one.grade != "note")


class _Elsewhere(dict[tuple[str, str], Marks]):
    """Where entries stand; of those that are not drafts only that it is somewhere else."""

    def __missing__(self, _: tuple[str, str]) -> Marks:
        return Marks("", "{}")


def near(
    labels: Iterable[str], texts: Iterable[str], told: Iterable[str], content: Content, reads: Reads
) -> tuple[str, ...]:
    """The needs there are that come nearest, so that no twin is made; the nearest first.

    Args:
        labels: what the new need would be called.
        texts: what owners said.
        told: needs that were read in those texts or chosen by their owners.
        reads: what Steg reads in a text now.
    """
    found = Counter(need for need in told if need in content.needs)
    found.update(need for text in texts for need in reads(text)[:1])
    called = {
        need.label.to(language).lower(): need.id
        for need in content.needs.values()
        for language in LANGUAGES
    }
    alike = (nearest(label.lower(), called) for label in labels if label)
    by_name = dict.fromkeys(called[label] for label in alike if label)
    by_count = [need for need, _ in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]
    return tuple(dict.fromkeys([*by_name, *by_count]))[:MOST_NEAR]
