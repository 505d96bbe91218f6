"""What an owner lives by, read from the words of their trade."""

from collections.abc import Iterable, Mapping

from bot.core.content import LANGUAGES, Trade
from bot.core.words import spelling

LONGEST_PHRASE = 4  # words
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
    """The trades a text speaks of, in its order; none when it names many."""
    said = spelling(text).split()
    found = dict.fromkeys(
        trade
        for start in range(len(said))
        for size in range(LONGEST_PHRASE, 0, -1)
        if (trade := known.get(" ".join(said[start : start + size])))
    )
    return tuple(found) if len(found) <= MOST_TRADES else ()
