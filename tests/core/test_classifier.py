"""The classifier: probabilities that sum to one, learned the same way every time."""

import math

import pytest

from bot.core.classifier import Cut, pieces, train
from bot.core.content import Content
from bot.core.draft import World
from bot.core.understanding import examples

COLOURS = [
    (f"{word} {noun}", label)
    for label, kinds in (
        ("warm", ("red", "orange", "amber", "crimson")),
        ("cold", ("blue", "teal", "navy", "icy")),
    )
    for word in kinds
    for noun in ("house", "boat", "coat", "door", "sky")
]


def test_a_prediction_sums_to_one_over_all_labels(world: World) -> None:
    chances = world.reader.intents.predict("ryggen ryker på gutta")
    assert set(chances) == set(world.reader.intents.labels)
    assert math.isclose(sum(chances.values()), 1, abs_tol=1e-4)
    assert all(0 <= chance <= 1 for chance in chances.values())


@pytest.mark.parametrize("text", ["", "zzqx", "🎉", "\x00", "a" * 4000, "?"])
def test_a_text_of_unknown_words_still_gets_probabilities(world: World, text: str) -> None:
    chances = world.reader.intents.predict(text)
    assert math.isclose(sum(chances.values()), 1, abs_tol=1e-4)
    assert not any(math.isnan(chance) for chance in chances.values())


def test_the_labels_are_all_needs_and_acts(world: World, content: Content) -> None:
    assert set(world.reader.intents.labels) == {label for _, label in examples(content)}


def test_most_examples_are_read_as_what_they_teach(world: World, content: Content) -> None:
    taught = examples(content)[::25]
    right = [
        label
        for text, label in taught
        if max(world.reader.intents.predict(text).items(), key=lambda p: p[1])[0] == label
    ]
    assert len(right) / len(taught) >= 0.95


def test_learning_twice_gives_the_same_classifier() -> None:
    first, second = train(COLOURS), train(COLOURS)
    assert first.labels == second.labels
    assert (first.weights == second.weights).all()
    assert (first.bias == second.bias).all()


def test_what_was_learned_is_told_again() -> None:
    learned = train(COLOURS)
    assert learned.labels == ("cold", "warm")
    assert learned.predict("a crimson coat")["warm"] > 0.5
    assert learned.predict("a navy boat")["cold"] > 0.5


def test_a_misspelt_word_is_known_by_its_pieces() -> None:
    learned = train(COLOURS)
    assert learned.predict("crimsonn")["warm"] > learned.predict("crimsonn")["cold"]


def test_labels_of_a_single_example_are_learned_too() -> None:
    learned = train(
        [("a red house", "warm"), ("a blue house", "cold"), ("a sum of money", "neither")]
    )
    chances = learned.predict("a blue house")
    assert min(chances, key=lambda label: chances[label]) == "neither"


@pytest.mark.parametrize("taught", [[], [("one", "only")], [("one", "only"), ("two", "only")]])
def test_a_single_label_cannot_be_learned(taught: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match="two labels"):
        train(taught)


def test_the_two_countries_spellings_are_one_unless_letters_matter() -> None:
    assert Cut().counts("färg") == Cut().counts("færg")
    assert Cut(letters_matter=True).counts("färg") != Cut(letters_matter=True).counts("færg")


def test_pieces_mark_where_a_word_begins_and_ends() -> None:
    assert {" ny", "ny "} <= set(pieces("ny"))
    assert set(pieces("ny")) != set(pieces("yn"))
