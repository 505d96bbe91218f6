"""What a message means: language, needs, acts, distress and what only sounds like it."""

import json
from pathlib import Path

import pytest

from bot.core.content import LANGUAGES, Content, Language
from bot.core.draft import World
from bot.core.understanding import (
    MOST_NEEDS,
    Meaning,
    examples,
    language_examples,
    language_of,
    understand,
)
from bot.core.words import MAX_TEXT, said_as

DATA = Path(__file__).parents[1] / "data"
# Of 150 lines written to look like despair. Too many still; on the development messages, written by
# others, it is 5 of 907. Missing somebody in need would be worse, so the bar stays low.
MOST_FALSE_ALARMS = 30

# fmt: off
CRIES = (
    "jeg vil dø", "jeg orker ikke mer", "æ orke itj mer, alt går te helvete", "jeg vil ikke leve lenger",
    "har tenkt på å ta livet av meg", "eg vil ikkje leve meir", "det hadde vært best om jeg var død",
    "familien har det bedre uten meg", "jeg klarer ikke mer", "selvmord", "självmord", "suicide",
    "jeg har selvmordstanker",
    "jag vill dö", "jag orkar inte leva längre", "je orkar int mer", "tänker ta livet av mig",
    "jag vill inte finnas längre", "alla hade haft det bättre utan mig", "jag har självmordstankar",
    "I want to die", "I want to kill myself", "I can't go on any more", "I do not want to live any more",
    "everyone would be better off without me", "I am thinking about suicide", "JEG VIL DØ", "jeg vil dø!!!",
    "jeg vil do", "hei. jeg vil bare dø. sånn er det", "firmaet er konkurs og jeg vil ikke leve lenger",
)
PLAIN_ANSWERS = (
    ("place", "jeg er i Levanger"), ("place", "jag är i Åre"), ("place", "I live in Oppdal"),
    ("place", "I am in Trondheim"), ("place", "æ e på Røros"), ("size", "jeg er alene"),
    ("size", "jag är ensam"),
    ("size", "I am alone"), ("size", "jeg driver helt alene"), ("size", "je ä ensam"), ("team", "bare jeg"),
    ("team", "jeg er alene"), ("time", "ikke en time"), ("time", "ingen tid"),
)
LANGUAGE_OF: tuple[tuple[Language, str], ...] = (
    ("nb", "vi har for få kunder om vinteren og vet ikke hva vi skal gjøre"),
    ("nb", "æ har itj tid te å svar på all e-postan"),
    ("nb", "eg veit ikkje korleis vi skal få tak i folk"),
    ("nb", "ryggen ryker på gutta når de løfter"),
    ("sv", "vi har för få kunder på vintern och vet inte vad vi ska göra"),
    ("sv", "je vet int va vi ska gör me all mjölka"),
    ("sv", "det är svårt att hitta folk som stannar"),
    ("sv", "hur får vi betalt i tid av kommunen"),
    ("en", "we have too few guests in winter and do not know what to do"),
    ("en", "who can help us find a welder for the workshop"),
    ("en", "our power bill has doubled since last year"),
)
ACTS = (
    ("greeting", "hei"), ("greeting", "Hejsan!"), ("greeting", "good morning"), ("thanks", "tusen takk"),
    ("thanks", "Tack så mycket."), ("thanks", "thank you!"), ("human", "kan jeg få snakke med et menneske"),
    ("human", "ring meg"), ("human", "jag vill prata med någon"), ("human", "can I talk to a person"),
    ("about-bot", "hvem er du"), ("about-bot", "är du en robot?"), ("about-bot", "is it free?"),
    ("restart", "start på nytt"), ("restart", "börja om"), ("restart", "start over"), ("back", "tilbake"),
    ("back", "gå tillbaka"), ("back", "go back"), ("language", "svenska tack"),
    ("language", "english please"),
    ("privacy", "hva lagrer du"), ("privacy", "integritet"), ("privacy", "who can see this?"),
    ("erase", "slett alt"), ("erase", "ta bort allt om mig"), ("erase", "delete everything"),
    ("off-topic", "hva blir været i morgen"), ("off-topic", "vem vann matchen igår"),
    ("off-topic", "write me a poem about the sea"),
)
NEEDS = (
    ("heavy-work", "to av gutta er borte med ryggen igjen"),
    ("season", "gjestene kommer bare om vinteren"),
    ("energy-cost", "strømregninga har doblet seg"),
    ("money-tight", "kontoen er tom og lønna skal ut fredag"),
    ("find-people", "vi hittar inga kockar som vill flytta hit"),
    ("succession", "jag är 67 och ingen vill ta över gården"),
    ("sell-abroad", "we want to sell our cheese in Sweden"),
    ("transport", "frakten till Stockholm kostar mer än varan"),
    ("protect-idea", "how do we stop others from copying our design"),
    ("no-time", "æ får itj tid te nå anna enn drifta"),
)
# fmt: on


def false_alarms(world: World) -> list[tuple[str, str]]:
    lines = (DATA / "distress-not.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t", 1) for line in lines if line.strip()]
    return [(lang, text) for lang, text in pairs if read(text, world).act == "distress"]


def read(text: str, world: World, asked: str | None = None, before: Language = "nb") -> Meaning:
    return understand(text, world.reader, before, asked)


# --- distress


@pytest.mark.parametrize("text", CRIES)
@pytest.mark.parametrize("asked", [None, "place", "size", "time"])
def test_a_cry_for_help_is_heard_whatever_was_asked(
    world: World, text: str, asked: str | None
) -> None:
    assert read(text, world, asked).act == "distress"


def test_every_phrase_of_distress_is_heard_inside_a_longer_text(
    world: World, content: Content
) -> None:
    phrases = [p for lang in LANGUAGES for p in content.acts["distress"].phrases.to(lang)]
    assert phrases
    unheard = [
        p for p in phrases if read(f"ja altså, {p}, sånn er det bare", world).act != "distress"
    ]
    assert unheard == []


def test_every_example_of_distress_is_heard(world: World, content: Content) -> None:
    texts = [t for lang in LANGUAGES for t in content.acts["distress"].examples.to(lang)]
    assert [t for t in texts if read(t, world).act != "distress"] == []


def test_hardly_anybody_who_is_only_fed_up_is_called_in_distress(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    alarms = false_alarms(world)
    with capsys.disabled():
        print(f"\n{len(alarms)} of 150 lines that are no distress are called distress:")
        for lang, text in alarms:
            print(f"  {lang}  {text}")
    assert len(alarms) <= MOST_FALSE_ALARMS


@pytest.mark.parametrize(("asked", "text"), PLAIN_ANSWERS)
def test_a_plain_answer_is_no_cry_for_help(world: World, asked: str, text: str) -> None:
    assert read(text, world, asked).act != "distress"


# --- language


@pytest.mark.parametrize(("language", "text"), LANGUAGE_OF)
@pytest.mark.parametrize("before", LANGUAGES)
def test_the_language_of_a_sentence_is_known_whatever_was_spoken_before(
    world: World, language: Language, text: str, before: Language
) -> None:
    assert language_of(text, world.reader, before) == language


@pytest.mark.parametrize("before", LANGUAGES)
@pytest.mark.parametrize(
    "text", ["ja", "ok", "Oppdal", "4", "", "🎉", "2-3 dager", "ola@firma.no", "mail"]
)
def test_a_text_of_a_word_or_two_keeps_the_language(
    world: World, text: str, before: Language
) -> None:
    assert language_of(text, world.reader, before) == before


# --- acts and needs


@pytest.mark.parametrize(("act", "text"), ACTS)
def test_an_act_is_read(world: World, act: str, text: str) -> None:
    assert read(text, world).act == act


def test_every_phrase_means_its_act(world: World, content: Content) -> None:
    wrong = [
        (phrase, act.id)
        for act in content.acts.values()
        if act.id not in ("distress", "answer")
        for lang in LANGUAGES
        for phrase in act.phrases.to(lang)
        if read(phrase, world).act != act.id
    ]
    assert wrong == []


@pytest.mark.parametrize(("need", "text"), NEEDS)
def test_a_need_is_read(world: World, need: str, text: str) -> None:
    meaning = read(text, world)
    assert meaning.act is None
    assert meaning.needs[0][0] == need


def test_needs_come_heaviest_first_and_never_more_than_five(world: World) -> None:
    meaning = read("vi har for få kunder, for lite folk, for dyr strøm og for lang frakt", world)
    weights = [weight for _, weight in meaning.needs]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) <= MOST_NEEDS
    assert all(0 <= weight <= 1 for weight in weights)
    assert sum(weights) <= 1.0001


def test_an_act_is_never_sure_of_a_need(world: World) -> None:
    assert not read("hei", world).sure
    assert not read("jeg vil dø", world).sure


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t", "🎉🎉", "\x00", "???", "\u202e\u202d", "...", "—"]
)
def test_a_text_without_words_means_no_need(world: World, text: str) -> None:
    meaning = read(text, world)
    assert meaning.needs == ()
    assert not meaning.sure
    assert (meaning.places, meaning.named) == ((), ())


def test_only_the_beginning_of_a_very_long_text_is_read(world: World) -> None:
    text = "strømregninga har doblet seg. " * 1000
    assert read(text, world) == read(text[:MAX_TEXT], world)


def test_the_same_text_always_means_the_same(world: World) -> None:
    text = "vi er fire i Oppdal og ryggen ryker"
    assert read(text, world) == read(text, world)


def test_all_is_read_from_one_message_at_once(world: World) -> None:
    meaning = read(
        "Vi er fire på snekkerverkstedet i Oppdal, og ryggen ryker. Kan sette av en halv dag.",
        world,
    )
    assert (meaning.place, meaning.told.size, meaning.told.time) == ("oppdal", "micro", "half-day")
    assert meaning.needs[0][0] == "heavy-work"


def test_a_place_that_stands_for_several_is_no_place_yet(world: World) -> None:
    meaning = read("vi holder til i Snillfjord", world)
    assert meaning.place is None
    assert len(meaning.places) == 3


# --- what is learned from


def test_every_example_teaches_its_need_or_act_in_every_language(content: Content) -> None:
    taught = {label for _, label in examples(content)}
    assert taught == {*content.needs, *content.acts}
    assert {label for _, label in language_examples(content)} == set(LANGUAGES)


def test_examples_come_in_the_same_order_every_time(content: Content) -> None:
    assert examples(content) == examples(content)


PLAIN = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "plain.jsonl").read_text("utf-8").splitlines()
]
FEWEST_RIGHT, FEWEST_AMONG_THREE = 0.92, 0.97


@pytest.mark.parametrize("language", ["nb", "sv", "en"])
def test_what_most_owners_say_first_in_plain_words_is_understood(
    world: World, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three messages for each need, which nothing is trained on, written beside those that teach."""
    read_as = [
        (one, understand(one["text"], world.reader)) for one in PLAIN if one["language"] == language
    ]
    assert len(read_as) == 3 * len(world.content.needs)
    right = [m.act is None and m.needs[0][0] == one["need"] for one, m in read_as]
    among = [m.act is None and one["need"] in dict(m.needs[:3]) for one, m in read_as]
    with capsys.disabled():
        print(f"\n{language}: {sum(right)} first and {sum(among)} among three of {len(right)}")
    assert sum(right) >= FEWEST_RIGHT * len(right)
    assert sum(among) >= FEWEST_AMONG_THREE * len(among)


def test_no_message_that_is_measured_on_is_taught(content: Content) -> None:
    taught = {said_as(text) for text, _ in examples(content)}
    assert [one["text"] for one in PLAIN if said_as(one["text"]) in taught] == []
