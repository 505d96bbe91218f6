"""Fills an empty store with made-up talks of a year, so that pages and reports can be tried out.

They are drawn, not held: seasons, use that grows, one need that rises in one place, every way a talk can
end. Their conversations carry a mark, so that they never count among real ones.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, TypeVar, get_args

from bot.core import demand, gap
from bot.core.advice import ACTORS_SHOWN, INSTRUMENTS_SHOWN, METHODS_SHOWN, advise
from bot.core.advice_text import method_text
from bot.core.content import SIZES, STAGES, TEAMS, TIMES, Content, Language
from bot.core.conversation import (
    CHANNELS,
    WHO,
    Answer,
    Ending,
    Event,
    Given,
    Handoff,
    Message,
    Profile,
    Reply,
    Said,
    Session,
    Signal,
    Turn,
    Verdict,
    Who,
)
from bot.core.flow import holds
from bot.core.profile import FACTS, LANGUAGE_OF, profile_of
from bot.core.steps import known
from bot.core.way import MAIN
from bot.errors import SettingWrong
from bot.service import Service

DAYS = 365  # the talks are spread over so many days before now
AT_ONCE = 500  # talks to a transaction
GROWTH = 1.6  # how much more Steg is used at the end of the year than at its beginning
RISING_DAYS = 60  # before now, in which one need rises in one place
RISING: Final = ("transport", "oppdal")
RISES_FROM, RISES_TO = 0.005, 0.04  # its share of all talks before and in those days
SEASONS: Final[Mapping[str, Mapping[int, float]]] = {
    "season": {1: 2.0, 2: 2.0, 3: 1.6, 10: 1.6, 11: 2.0, 12: 1.6},
    "energy-cost": {1: 2.5, 2: 2.5, 3: 1.5, 11: 1.5, 12: 2.5},
    "find-people": {3: 1.8, 4: 2.2, 5: 2.2, 6: 1.5},
    "more-customers": {5: 1.6, 6: 1.6, 9: 1.4},
}  # how much more a need is heard in some months of the year
LOST = 0.05  # share of talks in which no need is understood
STOPS = 0.12  # share that stops before any advice, at one of these steps
STEPS: Final = ("place", "size", "stage", "time", "team")
HEARD: Final = (("trouble", "confirm"), ("trouble", "choose"), ("trouble", "again"))
HEARD_AS_OFTEN: Final = (7.0, 2.0, 1.0)  # how a need comes to be understood
TELLS_UNASKED = 0.2  # share of owners who say of themselves what would have been asked
SKIPS = 0.1  # share of questions that are not answered
SECOND_NEED = 0.15
WANTS_MONEY = 0.4
TELLS_WHO = 0.25  # share of owners with advice who say who they are
WHO_AS_OFTEN: Final = (2.0, 4.5, 7.0, 1.0, 1.5, 0.2)  # each of WHO
ENGLISH = 0.06
LACKS = 0.12  # share of advice that lacks something
ASKS_FOR_A_PERSON = 0.15
NOBODY_ANSWERS = 0.07  # of those who ask for a person
TELLS = 0.3  # share of owners who tell whether it helped
BACK_AFTER = timedelta(days=14)
CLOSED_AFTER = timedelta(days=4)
LEAST_OPEN = 0.2  # hours until a request is taken, at least
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
BY_THEMSELVES: Final = (5.0, 0.0, 3.0)  # how likely each is for who went on alone: yes, partly, no
WITH_A_PERSON: Final = (6.0, 3.0, 1.5)
ENDINGS: Final[Mapping[Ending, float]] = {
    "helped": 6.0,
    "referred": 2.0,
    "not-reached": 1.0,
    "not-ours": 0.5,
    "withdrawn": 0.7,
}
LACKING: Final[Mapping[gap.Reason, str]] = {
    "no-method": "methods",
    "no-actor": "actors",
    "no-money": "instruments",
    "none-open": "instruments",
    "not-eligible": "instruments",
    "wrong-side": "actors",
}  # what the advice is without, for each thing that it can lack
_V = TypeVar("_V")


def fill(service: Service, conversations: int, seed: int, now: datetime) -> int:
    """Keeps made-up talks; the same seed, content and time give the same ones.

    Raises:
        SettingWrong: the store holds talks already, real or made up.
    """
    counts = service.store.counts()
    if counts["sessions"] or counts["signals"]:
        raise SettingWrong(
            "this store is not empty; set STEG_DATABASE to a new file for the made-up talks"
        )
    world = service.world()
    year = _Year(world.content, random.Random(seed), now, world.keep_text_days)  # noqa: S311 - made-up talks, no secrets
    times = sorted(year.some_time() for _ in range(conversations))
    for start in range(0, conversations, AT_ONCE):
        with service.store.transaction() as kept:
            for number, at in enumerate(times[start : start + AT_ONCE], start):
                kept.keep(*year.talk(f"{demand.MADE_UP}{seed}-{number}", at))
    return conversations


@dataclass(slots=True)
class _Talk:
    """A talk while it is made up."""

    session: Session
    profile: Profile
    at: datetime
    signals: list[Signal] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    replies: tuple[Reply, ...] = ()
    request: Handoff | None = None

    def counts(self, counted: tuple[tuple[Signal, ...], tuple[str, ...]]) -> None:
        """Takes signals, and marks them in the session."""
        self.signals += counted[0]
        self.session = replace(self.session, signalled=counted[1])

    def tells(self, kind: str, at: datetime, **data: str) -> None:
        """Takes an event."""
        self.events.append(Event(kind, at, data))


@dataclass
class _Year:
    """Draws talks of the year before now."""

    content: Content
    dice: random.Random
    now: datetime
    keep_text_days: int

    def some_time(self) -> datetime:
        """A moment of the year, the later ones likelier."""
        while True:
            share = self.dice.random()
            if self.dice.random() * GROWTH <= 1 + (GROWTH - 1) * share:
                return self.now - timedelta(days=DAYS * (1 - share))

    def talk(self, conversation: str, at: datetime) -> tuple[Message, Turn]:
        """One talk, with all that came of it until now."""
        place = self._place()
        needs = self._needs(at)
        if self._rises(at):
            needs, place = (
                (self._known(RISING[0], self.needs),),
                self._known(RISING[1], self.places),
            )
        talk = self._begun(conversation, at, needs, place)
        words = self._words(talk, needs[0])
        how = self.dice.random()
        if how < LOST:
            talk.session, talk.profile = replace(talk.session, answers=()), Profile()
            talk.counts(
                demand.left(talk.session, talk.profile, "again", at, asked=("trouble", "again"))
            )
            talk.tells("not-understood", at, language=talk.session.language, **words)
        elif how < LOST + STOPS:
            asked = self._asked(talk)
            stopped = self.dice.choice([step for step in asked if step in STEPS])
            asked = asked[: asked.index(stopped) + 1]
            talk.counts(demand.left(talk.session, talk.profile, stopped, at, asked=asked))
        else:
            self._advised(talk)
        text = words.get("words")
        message = Message(f"{conversation}:0", conversation, "console", at, text)
        told_who = _who(conversation) if talk.session.given else None
        if told_who:
            talk.session = replace(talk.session, asked_who="told")
        turn = Turn(
            talk.session,
            talk.replies,
            tuple(talk.events),
            tuple(talk.signals),
            talk.request,
            told_who=told_who,
        )
        return message, turn

    # --- who, where, what

    @cached_property
    def needs(self) -> list[str]:
        """All needs."""
        return sorted(self.content.needs)

    @cached_property
    def places(self) -> list[str]:
        """All places, those with more firms first: which, is made up."""
        return random.Random(1).sample(sorted(self.content.places), len(self.content.places))  # noqa: S311 - as above

    @cached_property
    def _weights(self) -> dict[int, list[float]]:
        """How likely each need is, by month."""
        return {
            month: [
                (3 + index % 5) * SEASONS.get(need, {}).get(month, 1.0)
                for index, need in enumerate(self.needs)
            ]
            for month in range(1, 13)
        }

    def _needs(self, at: datetime) -> tuple[str, ...]:
        number = 2 if self.dice.random() < SECOND_NEED else 1
        drawn = self.dice.choices(self.needs, self._weights[at.month], k=number)
        return tuple(dict.fromkeys(drawn))

    def _place(self) -> str:
        return self.dice.choices(self.places, [1 / (3 + n) for n in range(len(self.places))])[0]

    def _rises(self, at: datetime) -> bool:
        recent = self.now - at < timedelta(days=RISING_DAYS)
        return self.dice.random() < (RISES_TO if recent else RISES_FROM)

    def _known(self, entry: str, entries: Sequence[str]) -> str:
        return entry if entry in entries else entries[0]

    def _some(self, values: Sequence[_V]) -> _V | None:
        """One of the values, or None for a question that was not answered."""
        return None if self.dice.random() < SKIPS else self.dice.choice(values)

    def _begun(self, name: str, at: datetime, needs: tuple[str, ...], place: str | None) -> _Talk:
        country = self.content.places[place or self.places[0]].country
        language: Language = "en" if self.dice.random() < ENGLISH else LANGUAGE_OF[country]
        channel = self.dice.choices(CHANNELS, (3, 1, 6, 1))[0]
        size = self.dice.choices((*SIZES, None), (5, 6, 3, 1, 1, 1, 1))[0]
        facts = {
            "place": None if self.dice.random() < SKIPS else place,
            "size": size,
            "stage": self._some(STAGES),
            "time": self._some(TIMES),
            "team": self._some(TEAMS),
        }
        answers = [
            Answer("need", needs[0], 1, needs),
            *(Answer(key, value, 2) for key, value in facts.items() if value),
        ]
        wants_money = self.dice.random() < WANTS_MONEY
        answers.append(Answer("money", "true" if wants_money else "false", 3))
        session = Session(name, channel, language, met=True, last_at=at, answers=tuple(answers))
        return _Talk(session, profile_of(session, self.content), at)

    def _asked(self, talk: _Talk) -> tuple[str, ...]:
        """The questions of a talk, some of them answered unasked; a first word is hardly ever enough."""
        heard = self.dice.choices(HEARD, HEARD_AS_OFTEN)[0]
        flow = self.content.flows[MAIN]
        facts = [
            step.id
            for step in flow.steps
            if step.fact in FACTS
            and all(
                holds(c, flow, lambda k: known(talk.session, self.content, k)) for c in step.when
            )
        ]
        unasked = self.dice.choice(facts) if self.dice.random() < TELLS_UNASKED else None
        return (*heard, *(step for step in facts if step != unasked))

    def _words(self, talk: _Talk, need: str) -> dict[str, str]:
        """What the owner wrote, as far as a real store would still keep it."""
        text = self.dice.choice(self.content.needs[need].examples.to(talk.session.language))
        if self.now - talk.at >= timedelta(days=self.keep_text_days):
            return {}
        talk.session = replace(talk.session, words=(Said(talk.at, text),))
        return {"words": text}

    # --- how it goes

    def _advised(self, talk: _Talk) -> None:
        advised = advise(talk.profile, self.content, self.now.date())
        given = Given(
            tuple(a.id for a in advised.methods[:METHODS_SHOWN]),
            tuple((a.id, a.format.kind) for a in advised.methods[:METHODS_SHOWN] if a.format),
            tuple(a.id for a in advised.actors[:ACTORS_SHOWN]),
            tuple(a.id for a in advised.instruments[:INSTRUMENTS_SHOWN]),
        )
        lacking = gap.gap_reason(given, talk.profile, advised.left_out, self.content)
        if lacking is None and self.dice.random() < LACKS:
            lacking, without = self.dice.choice(tuple(LACKING.items()))
            given = replace(given, **{without: ()})
        talk.session = replace(talk.session, given=given)
        asked = self._asked(talk)
        talk.counts(
            demand.signals_of(talk.session, talk.profile, given, talk.at, lacking, asked=asked)
        )
        talk.tells(
            "advised",
            talk.at,
            methods=" ".join(given.methods),
            actors=" ".join(given.actors),
            instruments=" ".join(given.instruments),
        )
        if talk.session.words and advised.methods:
            text = method_text(advised.methods[0], self.content, talk.session.language)
            talk.replies = (Reply(text),)
        if given.actors and self.dice.random() < ASKS_FOR_A_PERSON:
            self._handed_over(talk, given)
        elif self.dice.random() < TELLS and talk.at + BACK_AFTER < self.now:
            helped = self._verdict(BY_THEMSELVES)
            talk.counts(demand.verdict(talk.session, talk.profile, helped, talk.at + BACK_AFTER))
            talk.tells("outcome", talk.at + BACK_AFTER, answer=helped)

    def _handed_over(self, talk: _Talk, given: Given) -> None:
        """A request for a person, and how it ends if it does until now."""
        session, at = talk.session, talk.at
        request = Handoff(
            id=f"{session.conversation}#1",
            conversation=session.conversation,
            at=at,
            to=given.actors[0],
            stage="waiting",
            language=session.language,
            summary="",
            reach="here",
            contact=None,
            needs=talk.profile.need_ids(),
            place=talk.profile.place,
            size=talk.profile.size,
            given=given,
            desk=f"made-up-{(talk.profile.country or 'no').lower()}",
        )
        talk.counts(demand.handoff_signal(session, talk.profile, request, at))
        talk.tells("handoff", at, to=request.to, stage="waiting")
        if at + CLOSED_AFTER < self.now:
            request = self._closed(talk, request)
        talk.session = replace(talk.session, handoff=request.stage)
        talk.request = request

    def _closed(self, talk: _Talk, request: Handoff) -> Handoff:
        ends_at = talk.at + CLOSED_AFTER
        if self.dice.random() < NOBODY_ANSWERS:
            like = replace(talk.signals[-1], day=ends_at.date(), outcome="gap", first=False)
            of_needs = [replace(like, need=need) for need in request.needs]
            talk.signals += [
                replace(one, reason="nobody-answered", chosen=None) for one in of_needs
            ]
            return replace(request, stage="closed", ending="not-ours", closed_at=ends_at)
        hours = LEAST_OPEN + self.dice.lognormvariate(1.2, 0.9)
        ending = self.dice.choices(tuple(ENDINGS), tuple(ENDINGS.values()))[0]
        closed = replace(
            request,
            stage="closed",
            ending=ending,
            taken_at=talk.at + timedelta(hours=hours),
            hours_to_take=round(hours, 2),
            hours_to_answer=round(hours * self.dice.uniform(1, 2), 2),
            closed_at=ends_at,
        )
        talk.tells("handoff-closed", ends_at, ending=ending, to=request.to)
        if self.dice.random() >= TELLS:
            return closed
        helped = self._verdict(WITH_A_PERSON)
        talk.counts(demand.verdict(talk.session, talk.profile, helped, ends_at, request))
        talk.tells("handoff-verdict", ends_at, answer=helped)
        return replace(closed, helped=helped, thought_helped=self._verdict(WITH_A_PERSON))

    def _verdict(self, weights: tuple[float, ...]) -> Verdict:
        return self.dice.choices(VERDICTS, weights)[0]


def _who(conversation: str) -> Who | None:
    """Who the owner says they are, if they do; drawn by itself, as it hangs together with nothing else."""
    dice = random.Random(conversation)  # noqa: S311 - as above
    return dice.choices(WHO, WHO_AS_OFTEN)[0] if dice.random() < TELLS_WHO else None
