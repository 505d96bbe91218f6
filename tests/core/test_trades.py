import pytest

from bot.core.content import LANGUAGES, Content
from bot.core.trades import LONGEST_PHRASE, index, named
from bot.core.words import spelling
from tests.core import small as make
from tests.core.small import content, small

FILES = small() | {
    "trades/farm.yaml": make.trade("farm", "sheep", "gård", "farm"),
    "trades/sea.yaml": make.trade("sea", "fish farm", "boat"),
    "trades/care.yaml": make.trade("care", "day centre for the elderly"),
}
KNOWN = index(content(FILES).trades.values())


@pytest.mark.parametrize(
    ("text", "trades"),
    [
        ("we have sheep", ("farm",)),
        ("SHEEP!", ("farm",)),
        ("vi driver en gaard", ("farm",)),
        ("vi driver en gard", ("farm",)),
        ("a farm with a shop", ("farm", "shop")),
        ("a shop on a farm", ("shop", "farm")),
        ("sheep, sheep and sheep", ("farm",)),
        ("sheepish", ()),
        ("we lack money", ()),
        ("", ()),
    ],
)
def test_the_trades_a_text_speaks_of_come_in_its_order(text: str, trades: tuple[str, ...]) -> None:
    assert named(text, KNOWN) == trades


def test_a_longer_phrase_hides_the_words_in_it() -> None:
    assert named("we run a fish farm", KNOWN) == ("sea",)
    assert named("we run a fish farm and a farm", KNOWN) == ("sea", "farm")


def test_the_longest_phrase_is_found_at_the_end_as_well() -> None:
    assert named("we run a day centre for the elderly", KNOWN) == ("care",)


def test_a_text_that_names_many_trades_is_a_list_of_others() -> None:
    assert named("a farm, a shop and a boat", KNOWN) == ()


def test_words_of_every_language_are_known() -> None:
    files = small()
    files["trades/farm.yaml"]["words"] = {"nb": ["sauer"], "sv": ["får"], "en": ["sheep"]}
    known = index(content(files).trades.values())
    assert {named(text, known) for text in ("sauer", "får", "sheep")} == {("farm",)}


def test_no_word_of_ours_belongs_to_two_trades_or_is_too_long_to_be_found(content: Content) -> None:
    seen: dict[str, str] = {}
    for trade in content.trades.values():
        for language in LANGUAGES:
            for word in map(spelling, trade.words.to(language)):
                assert seen.setdefault(word, trade.id) == trade.id, word
                assert len(word.split()) <= LONGEST_PHRASE, word


def test_every_word_of_ours_names_its_trade_and_no_other(content: Content) -> None:
    known = index(content.trades.values())
    for trade in content.trades.values():
        for language in LANGUAGES:
            for word in trade.words.to(language):
                assert named(word, known) == (trade.id,), word
