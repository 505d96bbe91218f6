"""Which municipality a text means: names as people write them, words that only look like names, positions."""

import math

import pytest

from bot.core.content import Content
from bot.core.draft import World
from bot.core.places import alike, at, named

MUNICIPALITIES = 46

# fmt: off
# The own name of every municipality, as it is written there.
OWN_NAMES = {
    "Åfjord": "afjord", "Åre": "are", "Berg": "berg", "Bräcke": "bracke", "Flatanger": "flatanger",
    "Frosta": "frosta", "Frøya": "froya", "Grong": "grong", "Härjedalen": "harjedalen", "Heim": "heim",
    "Hitra": "hitra", "Holtålen": "holtalen", "Høylandet": "hoylandet", "Inderøy": "inderoy",
    "Indre Fosen": "indre-fosen", "Krokom": "krokom", "Leka": "leka", "Levanger": "levanger",
    "Lierne": "lierne", "Malvik": "malvik", "Melhus": "melhus", "Meråker": "meraker",
    "Midtre Gauldal": "midtre-gauldal", "Namsos": "namsos", "Namsskogan": "namsskogan",
    "Nærøysund": "naeroysund", "Oppdal": "oppdal", "Orkland": "orkland", "Ørland": "orland",
    "Osen": "osen", "Östersund": "ostersund", "Overhalla": "overhalla", "Ragunda": "ragunda",
    "Rennebu": "rennebu", "Rindal": "rindal", "Røros": "roros", "Røyrvik": "royrvik", "Selbu": "selbu",
    "Skaun": "skaun", "Snåsa": "snasa", "Steinkjer": "steinkjer", "Stjørdal": "stjordal",
    "Strömsund": "stromsund", "Trondheim": "trondheim", "Tydal": "tydal", "Verdal": "verdal",
}
# Written across the border, without dots, in old spelling, in Southern Sami, or wrong.
ASKED = {
    "opdal": "oppdal", "Opdal kommune": "oppdal", "OPPDAL": "oppdal", "oppdal!!": "oppdal",
    "oppdall": "oppdal",
    "trondhjem": "trondheim", "trondheim kommune": "trondheim", "trontheim": "trondheim",
    "ostersund": "ostersund", "Østersund": "ostersund", "oestersund": "ostersund", "östersun": "ostersund",
    "stjordal": "stjordal", "stjördal": "stjordal", "stjørdalshalsen": "stjordal", "hell": "stjordal",
    "roros": "roros", "röros": "roros", "Røross": "roros", "snasa": "snasa", "snåase": "snasa",
    "aare": "are", "Aare": "are", "are": "are", "in are": "are", "åre kommun": "are", "Are": "are",
    "aafjord": "afjord", "afjord": "afjord", "Roan": "afjord",
    "braecke": "bracke", "bracke": "bracke", "Brække": "bracke", "brakke": "bracke",
    "herjedalen": "harjedalen", "Harjedalen": "harjedalen", "Härjedalens kommun": "harjedalen",
    "funasdalen": "harjedalen", "Funäsdalen": "harjedalen", "hede": "harjedalen", "sveg": "harjedalen",
    "strømsund": "stromsund", "stromsund": "stromsund", "gaddede": "stromsund", "Hoting": "stromsund",
    "undersaker": "are", "jarpen": "are", "kall": "are", "i hallen": "are", "Storlien": "are",
    "bergs kommun": "berg", "Bergs kommun": "berg", "svenstavik": "berg", "klovsjo": "berg", "berg": "berg",
    "froya": "froya", "Fröya": "froya", "froeya": "froya", "hoylandet": "hoylandet", "inderoya": "inderoy",
    "inderøya": "inderoy", "straumen": "inderoy", "leksvika": "indre-fosen", "rissa": "indre-fosen",
    "indre fosn": "indre-fosen", "midtre guldal": "midtre-gauldal", "storen": "midtre-gauldal",
    "kyrksæterøra": "heim", "kyrksaeterora": "heim", "kyrksæterora": "heim", "halsa": "heim",
    "orkdal": "orkland", "løkken verk": "orkland", "lokken verk": "orkland", "orkanger": "orkland",
    "bjugn": "orland", "brekstad": "orland", "oerland": "orland", "verran": "steinkjer",
    "steinkjær": "steinkjer", "stenkjer": "steinkjer", "Stientje": "steinkjer", "stïentje": "steinkjer",
    "verdalsora": "verdal", "verdalen": "verdal", "Verdalsøra": "verdal", "tydalen": "tydal",
    "Tydalen": "tydal",
    "vikna": "naeroysund", "rorvik": "naeroysund", "nærøy": "naeroysund", "naroy": "naeroysund",
    "meraaker": "meraker", "Meraker": "meraker", "holtaalen": "holtalen", "ålen": "holtalen",
    "lienre": "lierne", "i Lierna": "lierne", "sorli": "lierne", "raarvihke": "royrvik",
    "Tråante": "trondheim", "traante": "trondheim", "Staare": "ostersund", "lit": "ostersund",
    "Plassje": "roros", "Rosse": "roros", "Straejmie": "stromsund", "Levangke": "levanger",
    "levånger": "levanger", "åsen": "levanger", "Nåavmesjenjaelmie": "namsos", "namdalseid": "namsos",
    "ler": "melhus", "osen": "osen", "leka": "leka", "heim": "heim", "frosta": "frosta", "skaun": "skaun",
    "vi er fire i Oppdal": "oppdal", "Duved, rett ved Åre": "are",
    "ja, men ikke på Hitra, vi er på Frøya": "froya",
    "kunder i Trondheim, men vi er på Hitra": "hitra", "rett utenfor Röros": "roros",
}
# Said besides something else: only what can hardly be anything but the place.
IN_PASSING = {
    "vi er fire i Oppdal og ryggen ryker": "oppdal", "jeg bor på Røros": "roros",
    "vi holder til i roros": "roros",
    "i Opdal": "oppdal", "vi er fra Stjordal": "stjordal", "vi er i stjørdal": "stjordal", "nära åre": "are",
    "skidskola i Åre": "are", "we are in Are": "are", "vi bor i Kall": "are",
    "verkstan ligger i Hallen": "are",
    "på Leka": "leka", "i Berg": "berg", "från Heim": "heim", "We are from Hell": "stjordal",
    "Åre kommun sa nej": "are", "Bergs kommun sa nej": "berg", "Oppdals fineste gard": "oppdal",
    "Östersunds centrum är dött": "ostersund", "vi e oppi Tydalen": "tydal",
    "hotellet i Vemdalen": "harjedalen",
    "i Staare": "ostersund", "Tråante": "trondheim", "storsjö kapell": "berg",
    "utanför östersund": "ostersund",
    "kunder i Trondheim, vi er på Hitra": "hitra",
    "ja, men ikke på Hitra, vi er på Frøya": "froya",
    "Duved, rett ved Åre": "are", "Føllinge, Krokoms kommun": "krokom",
}
# Everyday words, other people's places, places elsewhere.
NOT_IN_PASSING = (
    "det er kaldt", "i kall luft", "kall mat til lunsj", "hallen er for liten", "verkstan i hallen är full",
    "what the hell", "go to hell", "ungene vil leka", "vi vill leka", "vi vil heim", "på berg og fjell",
    "the prices are high", "we are four", "as good as it gets", "we lit the fire", "lit", "berg", "kall",
    "vi ler mye", "osen fra bilene", "vi vil være sunne", "strømmen er dyr", "straumen er dyr",
    "frosten tok avlinga", "malm og stein", "vi røyker ålen selv", "gård oppå åsen", "i en backe",
    "limingen av platene tar for lang tid", "the tiller broke", "vi hyr ut stugun", "på börsa", "så bra",
    "vi jobbar med hälsa", "företagshälsa", "hälsa på oss", "de långa dagarna", "hope it works", "husa",
    "så det knakar hemma och vill nu ut i Norden", "i Norge", "i Sverige", "i Oslo", "i Bergen", "på Skogen",
    "i Ånge", "i Ljusdal", "i Nordland", "i Norrland", "fra Borlänge", "i Strömstad", "i Sundsvall",
    "leverer til Trondheim", "hvordan får vi osten til Östersund?", "alle de unge drar til Trondheim",
    "bussen mot Røros", "we sell to Trondheim", "vi säljer till Åre", "Namsos eller Grong",
    "lagret i Östersund och butiken i Åre", "va kan en liten kommun göra", "trøndelag", "Jämtland", "ås",
)
# Not even as an answer to "where are you".
NO_PLACE = (
    "ja", "nei", "så", "joa det går bra", "prices are high in winter", "we are", "hva", "hopp over",
    "vet ikke",
    "Oslo", "Stockholm", "Sundsvall", "Bergen", "Norden", "Nordland", "Norrland", "Ånge", "Ljusdal", "Skogen",
    "Borlänge", "Strömstad", "vi jobbar med hälsa", "norge", "hjemme", "kommer ikke på det", "", "?", "42",
    "7340",
)
SEVERAL = {
    "Snillfjord": {"heim", "hitra", "orkland"},
    "i snillfjord": {"heim", "hitra", "orkland"},
    "Ås": {"krokom", "tydal"},
    "Namsos eller Grong": {"namsos", "grong"},
    "mellom Oppdal og Røros": {"oppdal", "roros"},
    "lagret i Östersund och butiken i Åre": {"ostersund", "are"},
}
# fmt: on


def test_every_municipality_of_the_region_is_known(content: Content) -> None:
    assert set(content.places) == set(OWN_NAMES.values())
    assert len(content.places) == MUNICIPALITIES


@pytest.mark.parametrize(("name", "place"), OWN_NAMES.items())
@pytest.mark.parametrize("form", ["{}", "i {}", "vi er på {}.", "{} kommune", "we are based in {}"])
def test_a_municipality_is_known_by_its_own_name(
    world: World, form: str, name: str, place: str
) -> None:
    assert named(form.format(name), world.reader.places, asked=True) == (place,)


@pytest.mark.parametrize(("name", "place"), OWN_NAMES.items())
def test_a_name_after_in_is_known_in_passing(world: World, name: str, place: str) -> None:
    assert named(
        f"vi driver kafé i {name} og selger for lite", world.reader.places, asked=False
    ) == (place,)


@pytest.mark.parametrize("letters", [str.lower, str.upper])
@pytest.mark.parametrize(("name", "place"), OWN_NAMES.items())
def test_case_does_not_matter_in_an_answer(
    world: World, name: str, place: str, letters: object
) -> None:
    assert callable(letters)
    assert named(letters(name), world.reader.places, asked=True) == (place,)


@pytest.mark.parametrize(("name", "place"), OWN_NAMES.items())
def test_dots_and_rings_may_be_left_out_in_an_answer(world: World, name: str, place: str) -> None:
    plain = name.translate(str.maketrans("ÅåÄäÆæÖöØø", "AaAaAaOoOo"))
    assert named(plain, world.reader.places, asked=True) == (place,)


def test_every_village_and_other_name_leads_to_its_municipality(
    world: World, content: Content
) -> None:
    wrong = {
        name: named(name, world.reader.places, asked=True)
        for place in content.places.values()
        for name in (*place.villages, *place.also_called, *place.sami)
        if place.id not in named(name, world.reader.places, asked=True)
    }
    assert wrong == {}


@pytest.mark.parametrize(("text", "place"), ASKED.items())
def test_an_answer_is_understood_however_it_is_written(world: World, text: str, place: str) -> None:
    assert named(text, world.reader.places, asked=True) == (place,)


@pytest.mark.parametrize(("text", "place"), IN_PASSING.items())
def test_a_place_said_in_passing_is_understood(world: World, text: str, place: str) -> None:
    assert named(text, world.reader.places, asked=False) == (place,)


@pytest.mark.parametrize("text", NOT_IN_PASSING)
def test_words_that_only_look_like_places_are_left_alone(world: World, text: str) -> None:
    assert named(text, world.reader.places, asked=False) == ()


@pytest.mark.parametrize("text", NO_PLACE)
def test_an_answer_that_is_no_place_of_ours_is_none(world: World, text: str) -> None:
    assert named(text, world.reader.places, asked=True) == ()


@pytest.mark.parametrize(("text", "places"), SEVERAL.items())
def test_a_name_that_stands_for_several_gives_them_all(
    world: World, text: str, places: set[str]
) -> None:
    assert set(named(text, world.reader.places, asked=True)) == places


def test_what_looks_like_a_name_is_offered_and_never_more_than_three(world: World) -> None:
    assert "orkland" in alike("Løkken", world.reader.places)
    assert len(alike("stora", world.reader.places)) <= 3


@pytest.mark.parametrize("text", ["", "ja", "så", "?", "🎉", "nei takk", "xqzw"])
def test_nothing_is_offered_for_what_is_no_name(world: World, text: str) -> None:
    assert alike(text, world.reader.places) == ()


# --- positions


@pytest.mark.parametrize(
    ("latitude", "longitude", "place"),
    [
        (63.43, 10.39, "trondheim"),
        (63.18, 14.64, "ostersund"),
        (62.57, 11.38, "roros"),
        (63.40, 13.08, "are"),
        (62.59, 9.69, "oppdal"),
        (62.03, 14.36, "harjedalen"),
        (63.85, 15.55, "stromsund"),
        (64.47, 11.50, "namsos"),
        (63.07, 11.60, "tydal"),
    ],
)
def test_a_position_gives_the_nearest_municipality(
    world: World, latitude: float, longitude: float, place: str
) -> None:
    assert at(latitude, longitude, world.reader.places) == place


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (59.91, 10.75),
        (59.33, 18.07),
        (60.39, 5.32),
        (69.65, 18.96),
        (0, 0),
        (90, 0),
        (-63.43, 10.39),
        (1e9, 1e9),
    ],
)
def test_a_position_far_away_is_none_of_ours(
    world: World, latitude: float, longitude: float
) -> None:
    assert at(latitude, longitude, world.reader.places) is None


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (-7.010602953557929e16, 130.0),
        (-1.2576547976163182e16, 171.0),
        (4.799816317612343e16, 4.159488342151204e16),
    ],
)
def test_numbers_far_beyond_the_globe_are_no_position(
    world: World, latitude: float, longitude: float
) -> None:
    assert at(latitude, longitude, world.reader.places) is None


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_no_position(world: World, number: float) -> None:
    assert at(number, 10.0, world.reader.places) is None
    assert at(63.0, number, world.reader.places) is None


def test_every_municipality_lies_where_its_own_centre_is(world: World, content: Content) -> None:
    found = {
        p.id: at(p.latitude or 0, p.longitude or 0, world.reader.places)
        for p in content.places.values()
    }
    assert found == {place: place for place in content.places}
