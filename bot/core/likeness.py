"""Puts texts that say nearly the same together, so that what many write is seen first."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from bot.core.words import said_as

ALIKE = 85  # of 100; a guess of ours, tried on the examples of the needs
# A text of a word or two stands in many others; alone it says too little to join them.
FEWEST_WORDS = 3


def groups(texts: Sequence[str]) -> list[tuple[int, ...]]:
    """The numbers of the texts, those alike together: the biggest group first, then in the order given.

    A text joins a group when it is like any one of it. The same texts always give the same groups.
    """
    spelled = [said_as(text) for text in texts]
    different = {said: number for number, said in enumerate(dict.fromkeys(spelled))}
    first_of = _joined(list(different))
    found: dict[int, list[int]] = {}
    for number, said in enumerate(spelled):
        found.setdefault(first_of[different[said]], []).append(number)
    return sorted(map(tuple, found.values()), key=lambda group: (-len(group), group))


def _joined(said: list[str]) -> list[int]:
    """For each text the first one of its group."""
    first = list(range(len(said)))
    if not said:
        return first
    alike = process.cdist(said, said, scorer=fuzz.token_set_ratio, dtype=np.uint8) >= ALIKE
    short = [number for number, one in enumerate(said) if len(one.split()) < FEWEST_WORDS]
    few = [said[number] for number in short]
    strictly = process.cdist(few, said, scorer=fuzz.token_sort_ratio, dtype=np.uint8) >= ALIKE
    alike[short, :], alike[:, short] = strictly, strictly.T
    for one, other in zip(*alike.nonzero(), strict=True):
        _join(first, int(one), int(other))
    return [_root(first, number) for number in range(len(said))]


def _root(first: list[int], number: int) -> int:
    while first[number] != number:
        first[number] = first[first[number]]
        number = first[number]
    return number


def _join(first: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(first, one), _root(first, other)))
    first[high] = low
