"""Actors, money, needs and municipalities as objects of Open Referral HSDS 3, for others to read.

The standard has no file format of its own, but publishes schemas for lists of whole objects with all they
hold nested inside: ``organization_package.json``, ``service_package.json`` and
``service_at_location_package.json`` in its ``schema/compiled``. So each of these files is one JSON list and
validates against the package of its name. Locations, taxonomies and taxonomy terms have no package: each
object in those lists validates against the schema of its kind. The fields are those of 3.2; 3.0 and 3.1
accept them as well.

What an actor does for owners is one service of it, and so is each instrument it runs. When no known actor
runs an instrument, it stands as an organisation of its own name, marked ``run_by: unknown``. HSDS has one
text where we have one in each language, so an edition is in one language, or in that of each country.

Left out because nobody has told us: languages spoken, street addresses, and when an entry last changed
(``assured_date`` is when it was last checked). Other names are left out too: those we keep are words owners
use, misspellings among them.
"""

from collections.abc import Iterable, Iterator, Mapping

from bot.core.advice_text import amount_text, area_name
from bot.core.content import (
    Actor,
    Content,
    Country,
    Fact,
    Instrument,
    Language,
    Place,
    State,
    Wording,
)
from bot.core.wording import say
from bot.hsds_attached import (
    Edition,
    Json,
    attributes,
    hsds_id,
    known,
    metadata,
    need_attributes,
    taxonomy,
    term,
    uri,
)

CODES: Mapping[Country, str] = {"NO": "kommunenummer", "SE": "kommunkod"}
# HSDS asks for one of four. "ask" means nobody knows whether it is open, so the alert says so.
STATUS: Mapping[State, str] = {
    "open": "active",
    "ask": "active",
    "opens": "inactive",
    "paused": "temporarily closed",
    "ended": "defunct",
}
ADVICE = Wording(nb="råd og hjelp", sv="råd och hjälp", en="advice and help")
ASK = Wording(
    nb="Spør om ordningen er åpen nå. Det er ikke sikkert.",
    sv="Fråga om stödet är öppet nu. Det är inte säkert.",
    en="Ask whether this is open now. It is not certain.",
)
CENTRE = Wording(
    nb="Punktet ligger midt i kommunen. Det er ikke adressen til et kontor.",
    sv="Punkten ligger mitt i kommunen. Det är inte adressen till ett kontor.",
    en="The point is the middle of the municipality. It is not the address of an office.",
)


def files(content: Content, language: Language | None = None) -> dict[str, list[Json]]:
    """Every list of objects, by the name of the HSDS object it holds; by id of the entry within.

    Args:
        content: what is told.
        language: of all texts; None is the language of the entry's country, and English for needs.
    """
    edition = Edition(content, language)
    organizations = list(_organizations(edition))
    services = [(o, service) for o in organizations for service in o["services"]]
    return {
        "organization": organizations,
        "service": [service | {"organization": _alone(o)} for o, service in services],
        "service_at_location": list(_services_at_locations(service for _, service in services)),
        "location": [_location(place, edition) for place in content.places.values()],
        "taxonomy": [taxonomy(edition)],
        "taxonomy_term": [
            term(need, edition) | {"taxonomy_detail": taxonomy(edition)}
            for need in content.needs.values()
        ],
    }


def _organizations(edition: Edition) -> Iterator[Json]:
    """Every actor, then every instrument that no known actor runs."""
    run_by: dict[str, list[Instrument]] = {}
    for instrument in edition.content.instruments.values():
        runner = instrument.run_by if instrument.run_by in edition.content.actors else None
        run_by.setdefault(runner or "", []).append(instrument)
    for actor in edition.content.actors.values():
        yield _organization(actor, run_by.get(actor.id, ()), edition)
    for instrument in run_by.get("", ()):
        yield _nobodys(instrument, edition)


def _organization(actor: Actor, runs: Iterable[Instrument], edition: Edition) -> Json:
    identity, language = hsds_id("organization", actor.id), edition.language(actor.country)
    values = [("kind", actor.kind), ("role", actor.role), ("country", actor.country)]
    return known(
        id=identity,
        name=actor.name,
        description=actor.does.to(language),
        email=actor.email,
        website=uri(actor.web),
        phones=_phones(actor),
        attributes=attributes("organization", identity, [*values, ("text_language", language)]),
        metadata=metadata("organization", identity, actor),
        services=[
            _advice_service(actor, identity, edition),
            *(_money_service(instrument, identity, edition) for instrument in runs),
        ],
    )


def _nobodys(instrument: Instrument, edition: Edition) -> Json:
    """An organisation standing for whoever runs an instrument, since no service goes without one."""
    identity = hsds_id("organization", "instrument", instrument.id)
    language = edition.language(instrument.country)
    values = [("run_by", "unknown"), ("country", instrument.country), ("text_language", language)]
    return known(
        id=identity,
        name=instrument.name,
        description=instrument.plain.to(language),
        website=uri(instrument.url),
        attributes=attributes("organization", identity, values),
        metadata=metadata("organization", identity, instrument),
        services=[_money_service(instrument, identity, edition)],
    )


def _alone(organization: Json) -> Json:
    return {field: value for field, value in organization.items() if field != "services"}


def _advice_service(actor: Actor, organization: str, edition: Edition) -> Json:
    identity, language = hsds_id("service", "actor", actor.id), edition.language(actor.country)
    cost = actor.cost.to(language)
    return known(
        id=identity,
        organization_id=organization,
        name=f"{actor.name}: {ADVICE.to(language)}",
        description=actor.does.to(language),
        url=uri(actor.web),
        email=actor.email,
        status="active",
        application_process=_told(actor.how, language),
        fees_description=cost,
        eligibility_description=_told(actor.serves, language),
        assured_date=actor.checked.on.isoformat(),
        phones=_phones(actor),
        schedules=_schedules(identity, actor, _told(actor.hours, language)),
        service_areas=_service_areas(identity, actor, edition),
        service_at_locations=_at_locations(identity, actor, edition),
        cost_options=[_free(identity, cost)] if actor.free else None,
        attributes=[
            *need_attributes(identity, actor.needs, edition),
            *attributes("service", identity, _situation(actor, language)),
        ],
        metadata=metadata("service", identity, actor),
    )


def _money_service(instrument: Instrument, organization: str, edition: Edition) -> Json:
    identity = hsds_id("service", "instrument", instrument.id)
    language = edition.language(instrument.country)
    return known(
        id=identity,
        organization_id=organization,
        name=instrument.name,
        description=_money_text(instrument, edition.content, language),
        url=uri(instrument.url),
        status=STATUS[instrument.state],
        application_process=_how_to_apply(instrument, edition.content, language),
        eligibility_description=instrument.who.to(language),
        assured_date=instrument.checked.on.isoformat(),
        alert=ASK.to(language) if instrument.state == "ask" else None,
        schedules=_schedules(identity, instrument, _told(instrument.when, language)),
        service_areas=_service_areas(identity, instrument, edition),
        service_at_locations=_at_locations(identity, instrument, edition),
        attributes=[
            *need_attributes(identity, instrument.needs, edition),
            *attributes("service", identity, _situation(instrument, language)),
            *attributes("service", identity, _money(instrument)),
        ],
        metadata=metadata("service", identity, instrument),
    )


def _money_text(instrument: Instrument, content: Content, language: Language) -> str:
    """What it is, what it pays for, how much and of which year, and what it leaves out; a line each."""
    lines = [instrument.plain.to(language), instrument.pays_for.to(language)]
    if instrument.amount:
        lines.append(amount_text(instrument.amount, content, language))
    if instrument.not_covered:
        lines.append(
            say(content, "not-covered", language, what=instrument.not_covered.to(language))
        )
    return "\n".join(lines)


def _how_to_apply(instrument: Instrument, content: Content, language: Language) -> str | None:
    lines = [say(content, "apply-first", language)] if instrument.apply_before_start else []
    if instrument.takes:
        lines.append(instrument.takes.to(language))
    return "\n".join(lines) or None


def _situation(entry: Actor | Instrument, language: Language) -> Iterator[tuple[str, str]]:
    """Whom an entry is for, how sure we are of it, and the language it is told in."""
    yield from (("size", size) for size in entry.sizes)
    yield from (("stage", stage) for stage in entry.stages)
    yield from (("trade", trade) for trade in entry.trades)
    yield "confidence", entry.confidence
    yield "text_language", language


def _money(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """The figures of an instrument. They are what an owner gets, so they are no cost options."""
    yield "form", instrument.form
    yield "state", instrument.state
    if instrument.apply_before_start is not None:
        yield "apply_before_start", str(instrument.apply_before_start).lower()
    if amount := instrument.amount:
        figures = {"least": amount.least, "most": amount.most, "percent": amount.percent}
        told = {f"amount_{part}": str(n) for part, n in figures.items() if n is not None}
        yield from told.items()
        yield "amount_currency", amount.currency
        yield "amount_year", amount.year


def _free(service: str, cost: str) -> Json:
    return {
        "id": hsds_id("cost_option", service),
        "service_id": service,
        "amount": 0,
        "amount_description": cost,
    }


def _phones(actor: Actor) -> list[Json]:
    if actor.phone is None:
        return []
    return [{"id": hsds_id("phone", actor.id), "number": actor.phone, "type": "voice"}]


def _schedules(service: str, entry: Fact, text: str | None) -> list[Json]:
    """When one can call or apply, in words, with the first and last day where they are known."""
    opens_on = entry.opens_on if isinstance(entry, Instrument) else None
    if not (text or opens_on or entry.ends_on):
        return []
    schedule = known(
        id=hsds_id("schedule", service),
        service_id=service,
        valid_from=opens_on and opens_on.isoformat(),
        valid_to=entry.ends_on and entry.ends_on.isoformat(),
        description=text,
    )
    return [schedule]


def _service_areas(service: str, entry: Actor | Instrument, edition: Edition) -> list[Json]:
    language = edition.language(entry.country)
    return [
        {
            "id": hsds_id("service_area", service, area),
            "service_id": service,
            "name": area_name(area, edition.content, language),
        }
        for area in entry.areas
    ]


def _at_locations(service: str, entry: Actor | Instrument, edition: Edition) -> list[Json]:
    """The municipalities a service names. A county or country is an area and no location."""
    places = edition.content.places
    return [
        {
            "id": hsds_id("service_at_location", service, area),
            "service_id": service,
            "location_id": hsds_id("location", area),
            "location": _location(places[area], edition),
        }
        for area in entry.areas
        if area in places
    ]


def _services_at_locations(services: Iterable[Json]) -> Iterator[Json]:
    for service in services:
        rest = {field: v for field, v in service.items() if field != "service_at_locations"}
        for at_location in service.get("service_at_locations", ()):
            yield at_location | {"service": rest}


def _location(place: Place, edition: Edition) -> Json:
    identity = hsds_id("location", place.id)
    return known(
        id=identity,
        location_type="physical",
        name=place.name,
        description=None if place.latitude is None else CENTRE.to(edition.language(place.country)),
        latitude=place.latitude,
        longitude=place.longitude,
        external_identifier=place.code,
        external_identifier_type=CODES[place.country],
        metadata=metadata("location", identity, place),
    )


def _told(text: Wording | None, language: Language) -> str | None:
    return text.to(language) if text else None
