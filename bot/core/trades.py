"""What an owner lives by, read from the words of their trade."""

from collections.abc import Iterable, Mapping, Sequence

from bot.core.content import LANGUAGES, Trade
from bot.core.words import spelling

LONGEST_PHRASE = 5  # words; "day centre for the elderly"
MOST_TRADES = 2  # "a farm with a guesthouse"; a text that names more is a list of others


def index(trades: Iterable[Trade]) -> dict[str, str]:
    """Each trade by the spelling of its words."""
    return {
        spelling(word): trade.id
        for trade in trades
        for language in LANGUAGES
        for word in trade.words.to(language)
    }


def named(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The trades a text speaks of, in its order; none when it names many.

    A longer phrase hides the words in it: a fish farm is of the sea, and no farm.
    """
    said = spelling(text).split()
    found: dict[str, None] = {}
    at = 0
    while at < len(said):
        size, trade = _longest(said[at : at + LONGEST_PHRASE], known)
        if trade:
            found[trade] = None
        at += size
    return tuple(found) if len(found) <= MOST_TRADES else ()


def _longest(said: Sequence[str], known: Mapping[str, str]) -> tuple[int, str | None]:
    """How many words the longest known phrase has that a text begins with, and its trade."""
    for size in range(len(said), 0, -1):
        trade = known.get(" ".join(said[:size]))
        if trade:
            return size, trade
    return 1, None
