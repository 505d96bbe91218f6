from hypothesis import given
from hypothesis import strategies as st

from bot.core.likeness import groups

texts = st.lists(st.text("abcæø ", max_size=12), max_size=12)


def test_texts_that_say_nearly_the_same_stand_together() -> None:
    said = [
        "vi får ikke tak i kokk",
        "isen smelter på dammen",
        "Vi får ikke tak i en kokk!",
        "kokk får vi ikke tak i",
    ]
    assert groups(said) == [(0, 2, 3), (1,)]


def test_a_text_joins_when_it_is_like_any_of_a_group() -> None:
    said = ["a b c d e f g h", "c d e f g h i j", "e f g h i j k l"]
    together = groups([said[0], "a b c d e f g h c d e f g h i j", said[1]])
    assert together == [(0, 1, 2)]


def test_the_biggest_group_comes_first_then_the_order_given() -> None:
    assert groups(
        ["tomt om høsten", "for lite folk nå", "for lite folk her nå", "gammel maskin"]
    ) == [
        (1, 2),
        (0,),
        (3,),
    ]


def test_norwegian_and_swedish_spellings_meet() -> None:
    assert groups(["ær dæ kø på løftet", "är dä kö på löftet"]) == [(0, 1)]


def test_a_single_word_does_not_join_all_texts_it_stands_in() -> None:
    assert groups(["folk", "vi mangler folk i fjøset", "folk i byen kommer ikke"]) == [
        (0,),
        (1,),
        (2,),
    ]


def test_nothing_said_makes_no_group() -> None:
    assert groups([]) == []


@given(texts)
def test_every_text_is_in_one_group(said: list[str]) -> None:
    assert sorted(number for group in groups(said) for number in group) == list(range(len(said)))


@given(texts, st.randoms())
def test_the_order_of_texts_changes_no_group(said: list[str], dice: object) -> None:
    order = list(range(len(said)))
    dice.shuffle(order)  # type: ignore[attr-defined]  # hypothesis gives a Random
    shuffled = groups([said[number] for number in order])
    again = {frozenset(order[number] for number in group) for group in shuffled}
    assert again == {frozenset(group) for group in groups(said)}
