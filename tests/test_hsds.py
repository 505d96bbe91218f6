"""The knowledge as HSDS: what is written is valid by the standard's schemas, true to the content, and the same again."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from bot.core.content import Amount, Content, Instrument
from bot.errors import SettingWrong
from bot.hsds import STATUS
from bot.knowledge_export import export_knowledge

SCHEMAS = Path(__file__).parent / "hsds"
KINDS = ("organization", "service", "service_at_location", "location", "taxonomy", "taxonomy_term")
BASE = "https://raw.githubusercontent.com/openreferral/specification/refs/heads/3.2/schema/"
Exported = Mapping[str, list[dict[str, Any]]]

# uuid, email and date are known to the library; these two only with more libraries installed.
formats = FormatChecker(formats=("uuid", "email", "date"))


@formats.checks("uri")
def is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return bool(parts.scheme and parts.netloc) and value.isascii() and " " not in value


@formats.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def published() -> dict[str, dict[str, Any]]:
    """Each schema by its name, put together for lists of whole objects as the specification does it.

    Dates are held to their form, and no field may be one the standard does not have; it asks for neither.
    """
    schemas = {path.stem: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.json")}
    for schema in schemas.values():
        schema["additionalProperties"] = False
        for field in schema["properties"].values():
            if field.get("datapackage_type") == "date":
                field["format"] = "date"
    services = {"type": "array", "items": {"$ref": "service.json"}}
    schemas["organization"]["properties"]["services"] = services
    schemas["service_at_location"]["properties"]["service"] = {"$ref": "service.json"}
    return schemas


_sound: set[tuple[str, str]] = set()


def _ref(
    validator: Any, ref: str, instance: object, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """What ``$ref`` does, but once for each object: the same stands in many lists and languages."""
    seen = ref.rpartition("/")[2], json.dumps(instance, sort_keys=True)
    if seen in _sound:
        return
    faults = list(Draft202012Validator.VALIDATORS["$ref"](validator, ref, instance, schema))
    if not faults:
        _sound.add(seen)
    yield from faults


_Validator = validators.extend(Draft202012Validator, {"$ref": _ref})


@cache
def validator(kind: str) -> Any:
    """Holds a list of objects against the schema of their kind."""
    resources = [
        (f"{BASE}{name}.json", Resource(contents=schema, specification=DRAFT202012))
        for name, schema in published().items()
    ]
    package = {"type": "array", "items": {"$ref": f"{BASE}{kind}.json"}}
    return _Validator(
        package, registry=Registry().with_resources(resources), format_checker=formats
    )


def read(paths: list[Path]) -> Exported:
    return {path.stem: json.loads(path.read_text("utf-8")) for path in paths}


@pytest.fixture(scope="module")
def exported(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return read(export_knowledge(content, "hsds", tmp_path_factory.mktemp("hsds")))


def service_of(exported: Exported, name: str) -> dict[str, Any]:
    return next(service for service in exported["service"] if service["name"] == name)


def told(thing: Mapping[str, Any], label: str) -> list[str]:
    """The values of the attributes with a label."""
    return [a["value"] for a in thing["attributes"] if a.get("label") == label]


def objects(thing: object) -> Iterator[dict[str, Any]]:
    """Every object inside a thing, itself included."""
    if isinstance(thing, dict):
        yield thing
    inside = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    for part in inside:
        yield from objects(part)


def changed(content: Content, instrument: Instrument, **fields: Any) -> Content:
    """Content with this instrument alone, changed, and the actor that runs it."""
    runner = content.actors[instrument.run_by or ""]
    new = instrument.model_copy(update=fields)
    return replace(content, actors={runner.id: runner}, instruments={new.id: new})


@pytest.fixture(scope="module")
def instrument(content: Content) -> Instrument:
    """Any instrument run by an actor we know."""
    return next(i for i in content.instruments.values() if i.run_by)


def the_service(content: Content, instrument: Instrument, folder: Path) -> dict[str, Any]:
    services = read(export_knowledge(content, "hsds", folder))["service"]
    return next(s for s in services if s["name"] == instrument.name)


@pytest.mark.parametrize("language", [None, "nb", "sv", "en"])
def test_every_list_is_valid_by_the_published_schema(
    language: Any, content: Content, tmp_path: Path
) -> None:
    written = read(export_knowledge(content, "hsds", tmp_path, language))
    assert set(written) == set(KINDS)
    for kind in KINDS:
        faults = validator(kind).iter_errors(written[kind])
        assert [f"{kind}{fault.json_path}: {fault.message}" for fault in faults] == []


@pytest.mark.parametrize("name", sorted(path.stem for path in SCHEMAS.glob("*.json")))
def test_every_schema_is_itself_valid(name: str) -> None:
    Draft202012Validator.check_schema(published()[name])


@pytest.mark.parametrize(
    "fault",
    [
        {"id": "almi"},
        {"status": "open"},
        {"status": None},
        {"url": "nettsiden vår"},
        {"assured_date": "i fjor"},
        {"phones": [{"number": "1"}]},
        {"colour": "red"},
    ],
)
def test_the_schema_refuses_what_the_standard_refuses(
    fault: dict[str, Any], exported: Exported
) -> None:
    assert not validator("service").is_valid([exported["service"][0] | fault])


def test_nothing_written_is_empty(exported: Exported) -> None:
    values = [value for thing in objects(list(exported.values())) for value in thing.values()]
    assert not [value for value in values if value is None or value == [] or value == {}]


def test_a_second_export_is_the_same_to_the_byte(content: Content, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in export_knowledge(content, "hsds", tmp_path / "a")]
    second = [path.read_bytes() for path in export_knowledge(content, "hsds", tmp_path / "b")]
    assert first == second


def test_the_ids_stay_what_they_were_told_to_be(exported: Exported) -> None:
    ids = {o["name"]: o["id"] for o in exported["organization"]}
    assert ids["Almi Mitt"] == "cecdaf37-0857-538f-a910-aefe7776653c"
    assert UUID(ids["Almi Mitt"]).version == 5


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_objects_of_a_list_have_the_same_id(kind: str, exported: Exported) -> None:
    ids = [thing["id"] for thing in exported[kind]]
    assert len(ids) == len(set(ids))


def test_one_id_always_stands_for_the_same_thing(exported: Exported) -> None:
    seen: dict[str, dict[str, Any]] = {}
    for thing in objects(exported["organization"]):
        assert seen.setdefault(thing["id"], thing) == thing


def test_every_actor_is_an_organization_with_a_service(
    content: Content, exported: Exported
) -> None:
    organizations = {o["name"]: o for o in exported["organization"]}
    for actor in content.actors.values():
        first = organizations[actor.name]["services"][0]
        assert first["name"].startswith(actor.name)
        assert first["organization_id"] == organizations[actor.name]["id"]


def test_an_instrument_is_a_service_of_the_actor_that_runs_it(
    content: Content, exported: Exported
) -> None:
    services = {s["id"]: s for s in exported["service"]}
    by_name = {o["name"]: o for o in exported["organization"]}
    for instrument in content.instruments.values():
        if instrument.run_by:
            runner = by_name[content.actors[instrument.run_by].name]
            names = [services[s["id"]]["name"] for s in runner["services"]]
            assert instrument.name in names


def test_an_instrument_nobody_is_known_to_run_stands_for_itself(
    content: Content, instrument: Instrument, tmp_path: Path
) -> None:
    service = the_service(changed(content, instrument, run_by=None), instrument, tmp_path)
    organization = service["organization"]
    assert organization["name"] == instrument.name
    assert told(organization, "run_by") == ["unknown"]
    assert service["organization_id"] == organization["id"]


def test_the_services_are_those_of_the_organizations(exported: Exported) -> None:
    nested = [s for o in exported["organization"] for s in o["services"]]
    alone = [{k: v for k, v in s.items() if k != "organization"} for s in exported["service"]]
    assert nested == alone


def test_texts_are_in_the_language_of_the_country(content: Content, exported: Exported) -> None:
    spoken = {"NO": "nb", "SE": "sv"}
    by_name = {o["name"]: o for o in exported["organization"]}
    for actor in content.actors.values():
        assert by_name[actor.name]["description"] == getattr(actor.does, spoken[actor.country])


def test_texts_are_in_the_language_asked_for(content: Content, tmp_path: Path) -> None:
    written = read(export_knowledge(content, "hsds", tmp_path, "en"))
    by_name = {o["name"]: o for o in written["organization"]}
    for actor in content.actors.values():
        assert by_name[actor.name]["description"] == actor.does.en
        assert told(by_name[actor.name], "text_language") == ["en"]
    assert {term["language"] for term in written["taxonomy_term"]} == {"en"}


def test_a_phone_that_is_not_known_is_not_told(content: Content, exported: Exported) -> None:
    by_name = {o["name"]: o for o in exported["organization"]}
    for actor in content.actors.values():
        numbers = [phone["number"] for phone in by_name[actor.name].get("phones", [])]
        assert numbers == ([actor.phone] if actor.phone else [])
        assert by_name[actor.name].get("email") == actor.email


def test_needs_are_terms_that_say_how_well_they_fit(content: Content, exported: Exported) -> None:
    actor = next(a for a in content.actors.values() if a.needs.first and a.needs.also)
    service = service_of(
        exported, f"{actor.name}: {'råd och hjälp' if actor.country == 'SE' else 'råd og hjelp'}"
    )
    fits = [
        (a["value"], a["taxonomy_term"]["code"])
        for a in service["attributes"]
        if a.get("link_type") == "need"
    ]
    expected = [
        (fit, need) for fit in ("first", "then", "also") for need in getattr(actor.needs, fit)
    ]
    assert fits == expected
    assert {term["code"] for term in exported["taxonomy_term"]} == set(content.needs)


def test_hours_are_a_schedule_in_words(content: Content, exported: Exported) -> None:
    by_name = {o["name"]: o for o in exported["organization"]}
    for actor in content.actors.values():
        if actor.hours:
            [schedule] = by_name[actor.name]["services"][0]["schedules"]
            assert schedule["description"] in (actor.hours.nb, actor.hours.sv)


def test_a_municipality_is_an_area_and_a_point_on_the_map(
    content: Content, exported: Exported
) -> None:
    places = {place.name: place for place in content.places.values()}
    found = exported["service_at_location"]
    assert found
    for at_location in found:
        location = at_location["location"]
        place = places[location["name"]]
        assert (location["latitude"], location["longitude"]) == (place.latitude, place.longitude)
        assert location["name"] in [
            area["name"] for area in at_location["service"]["service_areas"]
        ]


def test_a_municipality_without_a_position_is_told_without_one(
    content: Content, tmp_path: Path
) -> None:
    place = next(iter(content.places.values()))
    bare = place.model_copy(update={"latitude": None, "longitude": None})
    written = read(
        export_knowledge(
            replace(content, places={**content.places, place.id: bare}), "hsds", tmp_path
        )
    )
    location = next(x for x in written["location"] if x["name"] == place.name)
    assert not {"latitude", "longitude", "description"} & set(location)


def test_the_day_of_the_check_and_every_source_are_told(
    content: Content, instrument: Instrument, exported: Exported
) -> None:
    service = service_of(exported, instrument.name)
    assert service["assured_date"] == instrument.checked.on.isoformat()
    sources = [m["replacement_value"] for m in service["metadata"] if m["field_name"] == "source"]
    assert len(sources) == len(instrument.sources)
    assert all(s.ref in text for s, text in zip(instrument.sources, sources, strict=True))


def test_what_an_owner_may_get_is_not_told_as_a_price(
    content: Content, instrument: Instrument, tmp_path: Path
) -> None:
    amount = Amount(most=250000, percent=50, currency="NOK", year="2026")
    service = the_service(changed(content, instrument, amount=amount), instrument, tmp_path)
    assert "cost_options" not in service
    assert told(service, "amount_most") == ["250000"]
    assert told(service, "amount_percent") == ["50"]
    assert told(service, "amount_least") == []


def test_what_is_free_costs_nothing_and_the_rest_has_no_number(
    content: Content, exported: Exported
) -> None:
    by_name = {o["name"]: o for o in exported["organization"]}
    for actor in content.actors.values():
        service = by_name[actor.name]["services"][0]
        amounts = [option["amount"] for option in service.get("cost_options", [])]
        assert amounts == ([0] if actor.free else [])


@pytest.mark.parametrize("state", STATUS)
def test_the_status_is_one_the_standard_knows(
    state: Any, content: Content, instrument: Instrument, tmp_path: Path
) -> None:
    service = the_service(changed(content, instrument, state=state), instrument, tmp_path)
    assert service["status"] == STATUS[state]
    assert ("alert" in service) == (state == "ask")
    assert told(service, "state") == [state]


def test_the_first_and_last_day_are_told(
    content: Content, instrument: Instrument, tmp_path: Path
) -> None:
    days = {"opens_on": date(2027, 1, 8), "ends_on": date(2027, 3, 1), "when": None}
    service = the_service(changed(content, instrument, **days), instrument, tmp_path)
    [schedule] = service["schedules"]
    assert (schedule["valid_from"], schedule["valid_to"]) == ("2027-01-08", "2027-03-01")
    assert "description" not in schedule


def test_a_web_address_with_letters_of_ours_becomes_a_uri(
    content: Content, instrument: Instrument, tmp_path: Path
) -> None:
    address = "https://www.trøndelag.no/støtte–søk?år=2026#når"
    service = the_service(changed(content, instrument, url=address), instrument, tmp_path)
    assert is_uri(service["url"])
    assert service["url"].startswith("https://www.tr%C3%B8ndelag.no/st%C3%B8tte")


@pytest.mark.parametrize("form", ["hsds", "csv"])
def test_a_folder_that_cannot_be_made_is_told_in_one_line(
    form: Any, content: Content, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingWrong, match="name a folder after --to") as caught:
        export_knowledge(content, form, tmp_path / "file" / "inside")
    assert "\n" not in str(caught.value)


def test_other_files_in_the_folder_stay(content: Content, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    written = export_knowledge(content, "hsds", tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert sorted(path.name for path in written) == sorted(f"{kind}.json" for kind in KINDS)
