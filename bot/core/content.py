"""What Steg knows: needs, acts, actors, instruments, methods, places, terms and wordings, as frozen values.

Each class is one kind of entry in ``knowledge/``; its fields are the keys an editor writes in YAML.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    model_validator,
)

from bot.core.flow import Flow
from bot.core.languages import LANGUAGES as LANGUAGES
from bot.core.languages import Frozen, Text
from bot.core.languages import Language as Language
from bot.core.languages import Wording as Wording

Country = Literal["NO", "SE"]
Size = Literal["solo", "micro", "small", "medium", "public", "association"]
Time = Literal["hour", "half-day", "day", "days", "more"]
Team = Literal["one", "two", "three-plus"]
Stage = Literal["problem", "idea", "tried", "grow"]
Confidence = Literal["high", "medium", "low"]

SIZES: tuple[Size, ...] = ("solo", "micro", "small", "medium", "public", "association")
TIMES: tuple[Time, ...] = ("hour", "half-day", "day", "days", "more")
TEAMS: tuple[Team, ...] = ("one", "two", "three-plus")
STAGES: tuple[Stage, ...] = ("problem", "idea", "tried", "grow")


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")) or " " in value:
        raise ValueError("a web address begins with https:// and holds no space")
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=48)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class Lines(Frozen):
    """Several texts in every language: steps, examples, phrases."""

    nb: tuple[Text, ...] = ()
    sv: tuple[Text, ...] = ()
    en: tuple[Text, ...] = ()

    def to(self, language: Language) -> tuple[str, ...]:
        """The texts as a reader of that language sees them."""
        lines: tuple[str, ...] = getattr(self, language)
        return lines


class Source(Frozen):
    """Where a fact was read, and the date that source gives itself."""

    ref: Text
    date: Text
    url: WebAddress | None = None


class Checked(Frozen):
    """When an entry was last held against its sources, by which role, and when to do it again."""

    on: date
    by: Text
    review_after: date


class Entry(Frozen):
    """What every entry has. ``aliases`` are its earlier ids, which no other entry may take."""

    id: Id
    aliases: tuple[Id, ...] = ()


class Fact(Entry):
    """An entry that states facts about the world, so it says where they are from.

    ``ends_on`` is the last day it holds; after it the entry is never advised.
    """

    confidence: Confidence
    checked: Checked
    sources: tuple[Source, ...] = Field(min_length=1)
    note: Text | None = None
    ends_on: date | None = None


class Fits(Frozen):
    """Which needs an entry serves: ``first`` is where it is the natural first suggestion."""

    first: tuple[Id, ...] = ()
    then: tuple[Id, ...] = ()
    also: tuple[Id, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Every need served, strongest fit first."""
        return (*self.first, *self.then, *self.also)


Group = Literal["start", "customers", "money", "work", "people", "direction", "greener", "together"]
GROUPS: tuple[Group, ...] = (
    "start",
    "customers",
    "money",
    "work",
    "people",
    "direction",
    "greener",
    "together",
)


class Signs(Frozen):
    """Words and phrases that point to a need: ``strong`` nearly always, ``weak`` more often than not.

    One that ends in ``*`` is a stem: any word may begin with it.
    """

    strong: Lines = Lines()
    weak: Lines = Lines()


class Need(Entry):
    """What an owner comes with.

    ``label`` fits a button (at most 32 characters). ``clause`` completes "I think this is about …".
    """

    group: Group
    label: Wording
    clause: Wording
    signs: Signs = Signs()
    examples: Lines


ActId = Literal[
    "greeting",
    "thanks",
    "human",
    "about-bot",
    "explain",
    "restart",
    "back",
    "language",
    "privacy",
    "erase",
    "distress",
    "off-topic",
    "answer",
]


class Act(Frozen):
    """What a message can be besides a need. ``answer`` only teaches what mere answers look like.

    ``phrases`` decide alone when a whole message is one of them (or, for distress, holds one);
    ``examples`` teach the classifier.
    """

    id: ActId
    phrases: Lines = Lines()
    examples: Lines


FormatKind = Literal["full", "short", "split", "small"]


class Format(Frozen):
    """One size of a method.

    ``hours`` are per person, in all. A split format also has ``sessions`` of ``minutes`` over ``weeks``.
    ``basis``: ``tried`` = that very format was run and a source says so; ``source`` = an outside source
    describes it; ``proposed`` = our own cut, not yet tried.
    """

    kind: FormatKind
    hours: float = Field(gt=0, le=400)
    people: tuple[int, int]
    help: Literal["none", "helpful", "required"]
    basis: Literal["tried", "source", "proposed"]
    sessions: int | None = Field(default=None, ge=2, le=20)
    minutes: int | None = Field(default=None, ge=5, le=120)
    weeks: int | None = Field(default=None, ge=1, le=52)
    steps: Lines

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.people[0] < 1 or self.people[0] > self.people[1]:
            raise ValueError("people is [fewest, most], both at least 1")
        if self.kind == "split" and None in (self.sessions, self.minutes, self.weeks):
            raise ValueError("a split format needs sessions, minutes and weeks")
        return self


class Method(Fact):
    """A way of working the owner can try. ``trade_name`` is the profession's word, never shown first.

    ``trades`` names the only trades it is for; none means all but ``not_trades``.
    """

    name: Wording
    trade_name: Text
    does: Wording
    get: Wording
    needs: Fits
    stages: tuple[Stage, ...] = ()
    sizes: tuple[Size, ...] = ()
    trades: tuple[Id, ...] = ()
    not_trades: tuple[Id, ...] = ()
    formats: tuple[Format, ...] = Field(min_length=1)
    not_when: Lines = Lines()
    led_by: tuple[Id, ...] = ()
    story: Wording | None = None


ActorKind = Literal[
    "agency",
    "region",
    "municipality",
    "business-garden",
    "hub",
    "bank",
    "research",
    "test-centre",
    "member-organisation",
    "network",
    "education",
    "web-service",
    "support-line",
]


class Actor(Fact):
    """An organisation that helps. Contacts are offices and roles, never private persons; None is unknown.

    ``areas`` are ids of areas or municipalities, ``trades`` the only trades served (none: all but
    ``not_trades``), and ``serves`` says in plain words whom it is for. ``role`` keeps crisis
    lines and money-trouble helpers apart from those who help with ordinary needs; ``order`` is in which
    order crisis lines are shown.
    """

    name: Text
    kind: ActorKind
    role: Literal["ordinary", "distress", "money-trouble"] = "ordinary"
    country: Country
    areas: tuple[Id, ...] = Field(min_length=1)
    needs: Fits
    does: Wording
    serves: Wording
    sizes: tuple[Size, ...] = ()
    stages: tuple[Stage, ...] = ()
    trades: tuple[Id, ...] = ()
    not_trades: tuple[Id, ...] = ()
    free: bool | None
    cost: Wording
    web: WebAddress | None
    phone: Text | None
    email: Text | None
    how: Wording | None = None
    hours: Wording | None = None
    also_called: tuple[Text, ...] = ()
    order: int = 9


class Amount(Frozen):
    """A sum as the source gives it; ``year`` is the year of the figure, or "undated"."""

    least: int | None = None
    most: int | None = None
    percent: int | None = Field(default=None, ge=1, le=100)
    currency: Literal["NOK", "SEK", "EUR"]
    year: Text
    says: Wording | None = None


State = Literal["open", "opens", "paused", "ended", "ask"]


class Instrument(Fact):
    """Money: grant, loan, guarantee, tax refund, investment, voucher or relief. None is unknown.

    ``when`` says when one can apply, ``takes`` how long the answer takes, ``trades`` the only trades that
    can get it (none: all but ``not_trades``).
    """

    name: Text
    plain: Wording
    country: Country
    areas: tuple[Id, ...] = Field(min_length=1)
    run_by: Id | None
    form: Literal[
        "grant", "loan", "guarantee", "tax-refund", "investment", "voucher", "relief", "programme"
    ]
    needs: Fits
    sizes: tuple[Size, ...] = ()
    stages: tuple[Stage, ...] = ()
    trades: tuple[Id, ...] = ()
    not_trades: tuple[Id, ...] = ()
    pays_for: Wording
    not_covered: Wording | None
    who: Wording
    amount: Amount | None
    apply_before_start: bool | None
    when: Wording | None
    takes: Wording | None = None
    state: State
    opens_on: date | None = None
    url: WebAddress | None


class Place(Fact):
    """A municipality: ``villages`` and ``also_called`` are other words that mean it."""

    name: Text
    country: Country
    area: Id
    code: Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
    seat: Text | None
    villages: tuple[Text, ...] = ()
    also_called: tuple[Text, ...] = ()
    sami: tuple[Text, ...] = ()
    latitude: float | None = Field(default=None, ge=55, le=72)
    longitude: float | None = Field(default=None, ge=4, le=25)
    web: WebAddress | None = None


class Area(Entry):
    """A country, county or district.

    A country or county holds every place whose ``area`` it is, or which lies in an area inside it. A
    district is made of the municipalities in ``places``; owners name it as their place.
    """

    name: Wording
    country: Country
    inside: Id | None = None
    places: tuple[Id, ...] = ()
    also_called: tuple[Text, ...] = ()


class Trade(Entry):
    """What a firm lives by. ``words`` are what owners of that trade say of themselves: "gård", "sauer"."""

    name: Wording
    words: Lines


class Concepts(Entry):
    """Words that mean the same to a reader of owners' messages, by the name of what they mean.

    A word that ends in ``*`` is a stem: any word may begin with it.
    """

    concepts: Mapping[Id, Lines]


class Term(Fact):
    """A word owners stumble on. ``says`` is what it means, or what to say instead.

    ``everyday`` are those of its ``forms`` that are everyday words as well ("call"): we may use them.
    """

    treat: Literal["replace", "explain", "drop"]
    forms: Lines
    everyday: Lines = Lines()
    prefixes: tuple[Text, ...] = ()
    says: Wording


class Rung(Frozen):
    """What happens after so many working hours of silence.

    ``to``: the desk is reminded, the request goes on to the next desk, only the owner is told, or it is
    closed. ``owner`` is what the owner reads then.
    """

    after_hours: float = Field(gt=0, le=200)
    to: Literal["desk", "next", "owner", "close"]
    owner: Wording | None = None


class Ladder(Entry):
    """What happens to a request for a person while nobody acts, by how far it has come."""

    waiting: tuple[Rung, ...] = Field(min_length=1)
    taken: tuple[Rung, ...] = Field(min_length=1)
    answered: tuple[Rung, ...] = Field(min_length=1)


class Wordings(Frozen):
    """A file of texts by id."""

    texts: Mapping[Id, Wording]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in ``knowledge/`` and ``flows/``, read and checked; each mapping is sorted by id.

    ``renamed`` gives the id an entry has now, by kind and earlier id.
    """

    needs: Mapping[str, Need]
    acts: Mapping[str, Act]
    methods: Mapping[str, Method]
    actors: Mapping[str, Actor]
    instruments: Mapping[str, Instrument]
    places: Mapping[str, Place]
    areas: Mapping[str, Area]
    trades: Mapping[str, Trade]
    concepts: Mapping[str, Concepts]
    terms: Mapping[str, Term]
    wordings: Mapping[str, Wording]
    flows: Mapping[str, Flow]
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    renamed: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def id_now(self, kind: str, entry: str) -> str:
        """The id an entry has now; its own when it was never called otherwise."""
        return self.renamed.get((kind, entry), entry)
