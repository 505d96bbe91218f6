"""The rules of plain language, held against the texts our research counted by hand."""

import pytest

from bot.core.content import Content
from bot.core.languages import Language
from bot.core.plain import read
from bot.core.plain_checking import as_one, by_entry, known_of
from bot.core.plain_rules import RULES, broken
from bot.core.plain_seen import Known, Word, seen

NB = "Du sier at jobben tar for lang tid. Hvor mange timer går med i uka? Skriv et omtrentlig tall, så ser vi på det sammen."
SV = "Du säger att jobbet tar för lång tid. Hur många timmar går åt i veckan? Skriv en ungefärlig siffra, så tittar vi på det ihop."
EN = "You say the job takes too long. How many hours a week does it take? Write a rough number and we will look at it together."
NB_OFFICE = "Virkemiddelapparatet tilbyr kompetanseheving innen innovasjonsledelse for å styrke bedriftenes innovasjonsevne og konkurransekraft i regionen."
SV_OFFICE = "Innovationsstödssystemet erbjuder kompetenshöjning inom innovationsledning för att stärka företagens innovationsförmåga och konkurrenskraft i regionen."


@pytest.mark.parametrize(
    ("text", "words", "sentences", "long", "lix"),
    [
        (NB, 25, 3, 1, 12.3),
        (SV, 25, 3, 1, 12.3),
        (NB_OFFICE, 14, 1, 7, 64.0),
        (SV_OFFICE, 14, 1, 8, 71.1),
        (EN, 26, 3, 1, 12.5),
    ],
)
def test_words_sentences_and_lix_are_counted_as_by_hand(
    text: str, words: int, sentences: int, long: int, lix: float
) -> None:
    counted = read(text)
    assert len(counted.words) == words
    assert len(counted.sentences) == sentences
    assert counted.long_words == long
    assert round(counted.lix, 1) == lix


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Søk innen 1. september for å få svar. Vent så.", 2),
        ("Det var i 2024. Nå er det nytt.", 2),
        ("Det koster 1.5 millioner, f.eks. en maskin. Spør!", 2),
        ("Skriv til post@steg.no. Eller ring 74 84 00 00.", 2),
        ("Første linje\nandre linje", 2),
        ("", 0),
    ],
)
def test_a_dot_inside_a_date_a_sum_or_an_address_ends_no_sentence(
    text: str, sentences: int
) -> None:
    assert len(read(text).sentences) == sentences


def rules_broken(text: str, language: Language, known: Known | None = None) -> dict[str, str]:
    as_seen = seen(text, language, known or Known())
    return {f.rule: f.grade for over in ("part", "whole", "message") for f in broken(as_seen, over)}


@pytest.mark.parametrize(("text", "language"), [(NB, "nb"), (SV, "sv"), (EN, "en")])
def test_a_plain_text_breaks_no_rule(text: str, language: Language, content: Content) -> None:
    assert rules_broken(text, language, known_of(content)) == {}


@pytest.mark.parametrize(("text", "language"), [(NB_OFFICE, "nb"), (SV_OFFICE, "sv")])
def test_an_offices_text_is_refused(text: str, language: Language, content: Content) -> None:
    found = rules_broken(text, language, known_of(content))
    assert found["jargon"] == found["never-words"] == "error"
    assert "word-max" in found


BAD: list[tuple[str, Language, str, str]] = [
    ("sentence-max", "nb", "Du " + "går og " * 13 + "ser.", "error"),
    ("sentence-max", "en", "You " + "walk and " * 9 + "look.", "warning"),
    ("sentence-mean", "sv", ("Du går och " * 5 + "ser. ") * 3, "error"),
    ("word-max", "sv", "Läs projektfinansieringsansökan.", "error"),
    ("word-max", "nb", "Skriv tilskuddssøknaden.", "warning"),
    ("choppy", "en", "Go on. Stop here. Look out. Write it. Send it.", "warning"),
    ("commas", "nb", "Du går, ser, tar, og spør etterpå om det de sa i går på møtet.", "warning"),
    ("never-words", "en", "We design things.", "error"),
    ("never-words", "nb", "Vi driver med innovasjonsledelse.", "error"),
    ("office-words", "sv", "Ring avseende detta.", "error"),
    ("office-words", "nb", "Ring i henhold til avtalen.", "error"),
    ("abbreviations", "nb", "Ta med verktøy, f.eks. sag.", "error"),
    ("abbreviations", "sv", "Fråga om FUI-bidraget.", "error"),
    ("slash-paren", "nb", "Ring og/eller skriv.", "error"),
    ("one-language", "nb", "Det er inte bra.", "error"),
    ("one-language", "nb", "Du må följa med.", "error"),
    ("one-language", "sv", "Det er bra, og du vet det.", "error"),
    ("numbers", "nb", "Ta med tre venner.", "error"),
    ("numbers", "sv", "Sök före 2026-09-01.", "error"),
    ("numbers", "en", "It pays 5000 NOK.", "error"),
    ("link-text", "sv", "Klicka här för mer.", "error"),
    ("link-text", "en", "See https://example.org for more.", "error"),
    ("double-negation", "nb", "Du kan ikke søke uten regnskap.", "warning"),
    ("one-question", "nb", "Hvem er du? Hvor bor du?", "error"),
    ("parentheses", "en", "Call (now) and ask (them).", "error"),
    ("passive", "nb", "Søknaden blir sendt. Den skal behandles.", "warning"),
    ("passive", "sv", "Ansökan skickas in. Den ska prövas.", "warning"),
    ("paragraph", "nb", "Du ser. Du går. Du spør. Du skriver så alt sammen ned.", "warning"),
    ("message-length", "en", "You go on. " * 40, "error"),
    ("first-things-first", "nb", "Du " + "går og " * 8 + "ser. Ring.", "warning"),
    ("list-length", "sv", "\n".join(f"{n}. Ring någon." for n in range(1, 8)), "error"),
    ("reader-address", "en", "The firm " + "can apply for money " * 4 + "today.", "warning"),
    ("lix", "nb", "Bedriftene undersøker mulighetene grundig i kommunene rundt. " * 9, "error"),
    ("long-share", "sv", "Företagen undersöker möjligheterna noggrant i kommunerna. " * 9, "error"),
    ("noun-style", "nb", "Du ber om vurdering av dekning og forståelse for ordningen. " * 6, "warning"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "language", "text", "grade"), BAD)
def test_each_rule_finds_what_it_is_for(
    rule: str, language: Language, text: str, grade: str
) -> None:
    assert rules_broken(text, language).get(rule) == grade


def test_every_rule_but_jargon_has_a_text_that_breaks_it() -> None:
    assert {rule.id for rule in RULES} - {rule for rule, *_ in BAD} == {"jargon"}


def test_every_rule_says_who_asks_for_it() -> None:
    assert all(rule.source for rule in RULES)


REPLACE = Word("grant", "replace", "money")
EXPLAIN = Word("de-minimis", "explain", "small public support with a ceiling")
JARGON = Known(
    names={"Peak": ("Peak Innovation",)},
    jargon={"en": {"funding": REPLACE, "de minimis": EXPLAIN, "de": REPLACE}},
    beginnings={"innov": REPLACE},
    longest={"funding": 1, "de": 2},
)


def test_a_word_to_replace_is_refused_and_says_what_to_say() -> None:
    (finding,) = broken(seen("Ask for funding.", "en", JARGON), "part")
    assert finding.rule == "jargon"
    assert finding.instead == "say 'money'"


def test_a_word_to_explain_passes_with_its_explanation_beside_it() -> None:
    assert rules_broken("This is de minimis.", "en", JARGON) == {"jargon": "error"}
    explained = "This is de minimis: small public support with a ceiling over 3 years."
    assert rules_broken(explained, "en", JARGON) == {}


def test_the_longest_form_of_a_word_counts() -> None:
    (finding,) = broken(seen("It is de minimis.", "en", JARGON), "part")
    assert "'de minimis'" in finding.what


def test_a_compound_is_found_by_what_it_begins_with() -> None:
    assert rules_broken("Good at innovating.", "en", JARGON) == {"jargon": "error"}


def test_names_may_hold_any_word() -> None:
    assert rules_broken("Call Peak Innovation today.", "en", JARGON) == {}


def test_everything_owners_read_is_easy(content: Content) -> None:
    """LIX over everything of an entry, Norwegian and Swedish: the bands are not known for English."""
    known = known_of(content)
    measured = sorted(
        text.read.lix
        for texts in by_entry(content)
        for text in as_one([seen(one.text, one.language, known) for one in texts])
        if text.language != "en" and len(text.read.words) >= 40
    )
    assert len(measured) > 400
    assert measured[len(measured) // 2] < 28
    assert measured[-1] <= 40
