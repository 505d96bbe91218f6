"""What a reader chose on the page of who helps: read from its address, and written into its links."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from bot.core.content import (
    GROUPS,
    LANGUAGES,
    SIZES,
    STAGES,
    ActorKind,
    Content,
    Country,
    Language,
    Size,
    Stage,
)
from bot.core.profile import LANGUAGE_OF
from bot.core.wording import capital, say
from bot.web.words import word

COUNTRIES: tuple[Country, ...] = get_args(Country)
# Thirteen kinds of actor are more than fit side by side, and more than an owner tells apart.
KINDS: Mapping[str, tuple[ActorKind, ...]] = {
    "municipality": ("municipality",),
    "adviser": ("business-garden", "hub"),
    "region": ("region",),
    "state": ("agency",),
    "bank": ("bank",),
    "research": ("research", "test-centre", "education"),
    "association": ("member-organisation", "network"),
    "online": ("web-service", "support-line"),
}
CHOOSABLE = ("need", "place", "trade", "size", "stage", "side", "kind", "actor", "language")
TOLD_IN_CHAT = (
    "need",
    "place",
    "trade",
    "size",
    "stage",
)  # what the chat takes over from a link to it
# Swedish and Norwegian order the letters after z differently; Python orders them by neither.
_LAST_LETTERS = {
    "nb": str.maketrans("æäøöå", "{{||}"),
    "sv": str.maketrans("åäæöø", "{||}}"),
    "en": str.maketrans("æäøöå", "aaooa"),
}

Options = list[tuple[str, str]]  # each a value and its text
Grouped = list[tuple[str, Options]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader chose; None is anything. ``language`` is the one the address asks for.

    ``actor`` is the only one they want to see.
    """

    need: str | None = None
    place: str | None = None
    trade: str | None = None
    size: Size | None = None
    stage: Stage | None = None
    side: Country | None = None
    kind: str | None = None
    actor: str | None = None
    free: bool = False
    language: Language | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything was chosen that leaves somebody out."""
        return self != Asked(language=self.language)

    def but(self, **changes: Any) -> "Asked":
        """The same choices with these changed."""
        return replace(self, **changes)


def asked_in(chosen: QueryParams, content: Content) -> Asked:
    """What the address asks for; a value that means nothing here counts as not chosen."""
    need, place, trade, kind = (chosen.get(key) for key in ("need", "place", "trade", "kind"))
    return Asked(
        need=need if need in content.needs else None,
        place=place if place in content.places else None,
        trade=trade if trade in content.trades else None,
        size=next((size for size in SIZES if size == chosen.get("size")), None),
        stage=next((stage for stage in STAGES if stage == chosen.get("stage")), None),
        side=next((country for country in COUNTRIES if country == chosen.get("side")), None),
        kind=kind if kind in KINDS else None,
        actor=_actor_in(chosen, content),
        free=chosen.get("free") == "1",
        language=next((code for code in LANGUAGES if code == chosen.get("language")), None),
    )


def _actor_in(chosen: QueryParams, content: Content) -> str | None:
    """The actor an address asks for, also by an earlier id; crisis lines stand on every page."""
    actor = content.actors.get(content.id_now("actors", chosen.get("actor", "")))
    return actor.id if actor and actor.role != "distress" else None


def address(asked: Asked, part: str = "") -> str:
    """Where the page stands with these choices, at a part of it."""
    chosen = {key: value for key in CHOOSABLE if (value := getattr(asked, key))}
    query = urlencode(chosen | ({"free": "1"} if asked.free else {}))
    return f"/map{'?' if query else ''}{query}{'#' if part else ''}{part}"


def chat_address(asked: Asked) -> str:
    """Where the chat begins with what was chosen here."""
    told = {key: value for key in TOLD_IN_CHAT if (value := getattr(asked, key))}
    return f"/?{urlencode(told)}" if told else "/"


def chosen_texts(asked: Asked, content: Content, language: Language) -> Iterator[tuple[str, str]]:
    """What was chosen, in words, each with the address of the page without it."""
    texts = {
        "need": content.needs[asked.need].label.to(language) if asked.need else "",
        "place": content.places[asked.place].name if asked.place else "",
        "trade": content.trades[asked.trade].name.to(language) if asked.trade else "",
        "size": say(content, f"size-{asked.size}", language) if asked.size else "",
        "stage": say(content, f"stage-{asked.stage}", language) if asked.stage else "",
        "side": word(f"side-{asked.side}", language) if asked.side else "",
        "kind": word(f"kind-{asked.kind}", language) if asked.kind else "",
        "actor": content.actors[asked.actor].name if asked.actor else "",
        "free": word("chosen-free", language) if asked.free else "",
    }
    without = Asked()
    for key, text in texts.items():
        if text:
            yield text, address(asked.but(**{key: getattr(without, key)}), "found")


# ---- what there is to choose from ----


def needs(content: Content, language: Language) -> Grouped:
    """Every need under its group, in the order of the alphabet."""
    grouped: Grouped = []
    for group in GROUPS:
        inside = [(n.id, n.label.to(language)) for n in content.needs.values() if n.group == group]
        if inside:
            inside.sort(key=lambda pair: in_order(pair[1], language))
            grouped.append((say(content, f"group-{group}", language), inside))
    return grouped


def places(content: Content, language: Language) -> Grouped:
    """Every municipality under its country, in that country's own order."""
    return [
        (word(f"side-{country}", language), _places_in(country, content)) for country in COUNTRIES
    ]


def _places_in(country: Country, content: Content) -> Options:
    inside = [(p.id, p.name) for p in content.places.values() if p.country == country]
    return sorted(inside, key=lambda pair: in_order(pair[1], LANGUAGE_OF[country]))


def trades(content: Content, language: Language) -> Options:
    """What firms live by, in the order of the alphabet."""
    names = [(t.id, capital(t.name.to(language))) for t in content.trades.values()]
    return sorted(names, key=lambda pair: in_order(pair[1], language))


def sizes(content: Content, language: Language) -> Options:
    """Every size, the smallest first."""
    return [(size, capital(say(content, f"size-{size}", language))) for size in SIZES]


def stages(content: Content, language: Language) -> Options:
    """How far one may have come."""
    return [(stage, capital(say(content, f"stage-{stage}", language))) for stage in STAGES]


def sides(language: Language) -> Options:
    """Both sides of the border."""
    return [(country, word(f"side-{country}", language)) for country in COUNTRIES]


def kinds(language: Language) -> Options:
    """Who may help, those nearest to an owner first."""
    return [(kind, word(f"kind-{kind}", language)) for kind in KINDS]


def in_order(name: str, language: Language) -> str:
    """A key that sorts names as the alphabet of that language has them."""
    return name.lower().translate(_LAST_LETTERS[language])
