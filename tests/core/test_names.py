"""What a text names: organisations, schemes, words and ways of working; and how they are explained."""

from datetime import date

import pytest

from bot.core import explain
from bot.core.content import LANGUAGES, Content, Language
from bot.core.draft import World
from bot.core.names import Kind, Named, named
from bot.core.understanding import understand
from bot.core.wording import gaps

TODAY = date(2026, 11, 23)

# fmt: off
ASKED_ABOUT = {
    "hva er almi": [("actor", "almi-mitt")],
    "va ä almi för nåt": [("actor", "almi-mitt")],
    "who is almi": [("actor", "almi-mitt")],
    "kem e Almi": [("actor", "almi-mitt")],
    "almi?": [("actor", "almi-mitt")],
    "what does almi do": [("actor", "almi-mitt")],
    "kva er innovasjon norge": [("actor", "innovasjon-norge-trondelag")],
    "what is Innovation Norway?": [("actor", "innovasjon-norge-trondelag")],
    "hva er forskjellen på almi og innovasjon norge?": [
        ("actor", "almi-mitt"), ("actor", "innovasjon-norge-trondelag"),
    ],
    "what's the difference between Almi and Vinnova": [("actor", "almi-mitt"), ("actor", "vinnova")],
    "vad är skillnaden mellan ALMI och Nyföretagarcentrum": [
        ("actor", "almi-mitt"), ("actor", "nyforetagarcentrum"),
    ],
    "va betyr TRL?": [("term", "trl")],
    "va betyder TRL": [("term", "trl")],
    "ka betyr trl": [("term", "trl")],
    "kva tyder TRL": [("term", "trl")],
    "what does TRL mean": [("term", "trl")],
    "forklar TRL": [("term", "trl")],
    "hva er ESG": [("term", "esg")],
    "hva betyr egenkapital": [("term", "equity")],
    "vad betyder likviditet": [("term", "liquidity")],
    "forklar skattefunn": [("instrument", "skattefunn")],
    "kan du forklare hva interreg er": [("actor", "interreg-sverige-norge")],
    "vad är Peak Innovation": [("actor", "peak-innovation")],
    "hvem er proneo": [("actor", "proneo")],
    "hva er IN?": [("actor", "innovasjon-norge-trondelag")],
    "vad är AF?": [("actor", "arbetsformedlingen")],
    "vad är af": [("actor", "arbetsformedlingen")],
    "what is RISE": [("actor", "rise")],
    "vad är rise": [("actor", "rise")],
}
MISSPELT = {
    "hva er inovasjon norge": "innovasjon-norge-trondelag",
    "hvem er innovasjonnorge": "innovasjon-norge-trondelag",
    "vem är vinova": "vinnova",
    "hva er skattefun": "skattefunn",
    "vad är tilväxtverket": "tillvaxtverket",
    "hva er allmi": "almi-mitt",
    "vad är arbetsförmedlngen": "arbetsformedlingen",
}
NOBODY_KNOWS = ("hva betyr flimrepus", "what is a flumpet", "vad betyder snurrfiltrering")
# A term is in the text, but it is help that is asked for.
BUSINESS = (
    "vi trenger tilskudd til en maskin", "vi trenger et nettverk å selge gjennom",
    "we need a grant for a new oven",
    "vi behöver bidrag till en maskin", "trenger hjelp med anbud til kommunen",
    "we want to make our first prototype",
    "prices rise and we earn nothing", "hva er best for oss, lån eller tilskudd til ny fjøs",
    "what is the best way to find guests in winter", "we lead the pack but lose customers in spring",
)
EVERYDAY = (
    "I am in Åre", "in", "af", "fi", "vi er in business", "går af stabelen", "fi fløyte", "prices rise",
    "we drive to town", "call me", "the model is old", "at the peak of the season", "sam and I", "oh no",
    "what is in the way", "work in winter",
)
# fmt: on


def entries(text: str, world: World, *, alike: bool = False) -> list[tuple[str, str]]:
    return [(n.kind, n.id) for n in named(text, world.reader.names, alike=alike)]


@pytest.mark.parametrize(("text", "asked_about"), ASKED_ABOUT.items())
def test_what_is_asked_about_is_found_in_the_order_of_the_text(
    world: World, text: str, asked_about: list[tuple[str, str]]
) -> None:
    meaning = understand(text, world.reader)
    assert meaning.act == "explain"
    assert [(n.kind, n.id) for n in meaning.named] == asked_about


@pytest.mark.parametrize(("text", "entry"), MISSPELT.items())
def test_a_misspelt_name_is_found_when_it_is_asked_about(
    world: World, text: str, entry: str
) -> None:
    meaning = understand(text, world.reader)
    assert meaning.act == "explain"
    assert entry in [n.id for n in meaning.named]


@pytest.mark.parametrize("text", NOBODY_KNOWS)
def test_a_word_nobody_knows_is_asked_about_all_the_same(world: World, text: str) -> None:
    meaning = understand(text, world.reader)
    assert (meaning.act, meaning.named) == ("explain", ())


@pytest.mark.parametrize("text", BUSINESS)
def test_a_trouble_that_holds_a_term_is_not_explained(world: World, text: str) -> None:
    meaning = understand(text, world.reader)
    assert meaning.act is None
    assert meaning.needs


@pytest.mark.parametrize("text", EVERYDAY)
def test_a_short_name_in_small_letters_is_an_everyday_word(world: World, text: str) -> None:
    assert named(text, world.reader.names) == ()


@pytest.mark.parametrize(
    "text", ["hei på deg", "ryggen ryker", "", "🎉", "a" * 4000, "i en av to", "\x00"]
)
def test_a_text_without_names_names_nothing(world: World, text: str) -> None:
    assert named(text, world.reader.names, alike=True) == ()


def test_a_name_said_twice_is_found_once(world: World) -> None:
    assert entries("almi, altså Almi, er ALMI det?", world) == [("actor", "almi-mitt")]


def test_the_longest_name_wins(world: World) -> None:
    assert entries("hva gjør Region Jämtland Härjedalen", world) == [
        ("actor", "region-jamtland-harjedalen")
    ]


def test_every_organisation_scheme_and_method_is_known_by_its_name(
    world: World, content: Content
) -> None:
    names = [a.name for a in content.actors.values()]
    names += [i.name for i in content.instruments.values()]
    names += [m.trade_name for m in content.methods.values()]
    assert [
        name for name in names if not named(f"Hva er {name}?", world.reader.names, alike=True)
    ] == []


def test_every_form_of_a_term_is_known(world: World, content: Content) -> None:
    forms = {
        form for t in content.terms.values() for lang in LANGUAGES for form in t.forms.to(lang)
    }
    assert [
        form
        for form in sorted(forms)
        if not named(f"hva er {form}", world.reader.names, alike=True)
    ] == []


# --- what is answered


def every_entry(content: Content) -> list[Named]:
    kinds: tuple[tuple[Kind, dict[str, object]], ...] = (
        ("term", dict(content.terms)),
        ("actor", dict(content.actors)),
        ("instrument", dict(content.instruments)),
        ("method", dict(content.methods)),
    )
    return [Named(kind, entry, entry) for kind, shelf in kinds for entry in shelf]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_can_be_explained_in_every_language(
    content: Content, language: Language
) -> None:
    for entry in every_entry(content):
        text = explain.text(entry, content, language, TODAY)
        assert text.strip()
        assert not gaps(text), entry
        assert "None" not in text, entry


def test_an_organisation_is_explained_with_how_to_reach_it_and_when_that_was_checked(
    content: Content,
) -> None:
    text = explain.text(Named("actor", "almi-mitt", "Almi"), content, "sv", TODAY)
    actor = content.actors["almi-mitt"]
    assert actor.name in text
    assert actor.does.sv in text
    assert actor.web is None or actor.web in text
    assert str(actor.checked.on.year) in text


def test_money_that_has_ended_says_so_when_it_is_explained(content: Content) -> None:
    ended = [i for i in content.instruments.values() if i.state == "ended"]
    wording = content.wordings["why-not-ended"].nb
    assert all(
        wording in explain.text(Named("instrument", i.id, i.name), content, "nb", TODAY)
        for i in ended
    )


def test_an_entry_long_unchecked_says_so(content: Content) -> None:
    fresh = explain.text(Named("actor", "almi-mitt", "Almi"), content, "nb", TODAY)
    stale = explain.text(Named("actor", "almi-mitt", "Almi"), content, "nb", date(2031, 1, 1))
    assert fresh != stale
