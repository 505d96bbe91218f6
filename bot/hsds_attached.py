"""What HSDS objects carry: an id, facts with a label, the needs they serve, and where they are known from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from bot.core.content import Content, Country, Fact, Fits, Language, Need, Wording
from bot.core.profile import LANGUAGE_OF

Json = dict[str, Any]

# Every id is made from this and the entry's own; with another number nobody would know our entries again.
NAMESPACE = UUID("8f4c1d5e-6b0a-5c37-9a52-2d8e7f10b364")
TERMS_LANGUAGE: Language = "en"  # needs are shared by two countries, and a term has one text
TAXONOMY = "Steg needs"
ABOUT_NEEDS = Wording(
    nb="Det små bedrifter sier at de trenger hjelp til.",
    sv="Det små företag säger att de behöver hjälp med.",
    en="What small firms say they need help with.",
)


@dataclass(frozen=True, slots=True)
class Edition:
    """The content, and the language asked for; None is that of each entry's country."""

    content: Content
    asked: Language | None

    def language(self, country: Country) -> Language:
        """The language an entry of this country is told in."""
        return self.asked or LANGUAGE_OF[country]

    @property
    def terms_language(self) -> Language:
        """The language needs are told in."""
        return self.asked or TERMS_LANGUAGE


def need_attributes(service: str, needs: Fits, edition: Edition) -> Iterator[Json]:
    """The needs a service is for, each with how well it fits: first, then or also."""
    for fit, ids in (("first", needs.first), ("then", needs.then), ("also", needs.also)):
        for need in ids:
            yield {
                "id": hsds_id("attribute", service, "need", need),
                "link_id": service,
                "taxonomy_term_id": hsds_id("taxonomy_term", need),
                "link_type": "need",
                "link_entity": "service",
                "value": fit,
                "taxonomy_term": term(edition.content.needs[need], edition),
            }


def term(need: Need, edition: Edition) -> Json:
    """A need as a taxonomy term; its code is our own id."""
    return {
        "id": hsds_id("taxonomy_term", need.id),
        "code": need.id,
        "name": need.label.to(edition.terms_language),
        "description": need.clause.to(edition.terms_language),
        "taxonomy": TAXONOMY,
        "taxonomy_id": hsds_id("taxonomy", "needs"),
        "language": edition.terms_language,
    }


def taxonomy(edition: Edition) -> Json:
    """The list that all needs stand on."""
    return {
        "id": hsds_id("taxonomy", "needs"),
        "name": TAXONOMY,
        "description": ABOUT_NEEDS.to(edition.terms_language),
    }


def attributes(kind: str, identity: str, values: Iterable[tuple[str, str]]) -> list[Json]:
    """Facts that HSDS has no field for, as attributes with a label and a value."""
    return [
        {
            "id": hsds_id("attribute", identity, label, value),
            "link_id": identity,
            "link_entity": kind,
            "label": label,
            "value": value,
        }
        for label, value in values
    ]


def metadata(kind: str, identity: str, entry: Fact) -> list[Json]:
    """That an entry was checked, when and by which role, and against which sources.

    HSDS asks for the value before each change; it is not kept, so it is empty.
    """
    told = [("assured_date", "check", entry.checked.on.isoformat())]
    for source in entry.sources:
        parts = (source.ref, source.date, uri(source.url))
        told.append(("source", "source", ", ".join(part for part in parts if part)))
    return [
        {
            "id": hsds_id("metadata", identity, field, value),
            "resource_id": identity,
            "resource_type": kind,
            "last_action_date": entry.checked.on.isoformat(),
            "last_action_type": action,
            "field_name": field,
            "previous_value": "",
            "replacement_value": value,
            "updated_by": entry.checked.by,
        }
        for field, action, value in told
    ]


def hsds_id(*parts: str) -> str:
    """The same id for the same thing, each time and everywhere."""
    return str(uuid5(NAMESPACE, "/".join(parts)))


def uri(address: str | None) -> str | None:
    """A web address with only the letters a URI may have: "–" becomes "%E2%80%93"."""
    return address and quote(address, safe="%/:=&?~#+!$,;'@()*[]")


def known(**fields: Any) -> Json:
    """The fields that have a value; what is not known is left out."""
    return {field: value for field, value in fields.items() if value is not None and value != []}
