"""A talk as tests hold it: messages in, turns out, the session written and read between any two."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from bot.core.content import Language
from bot.core.conversation import Answer, Channel, Choice, Message, Reply, Session, Turn
from bot.core.dialogue import begin, decide, fall_due
from bot.core.draft import World
from bot.core.steps import standing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
MOST_BYTES_OF_A_CHOICE = 64  # Telegram's own limit
MOST_CHOICES_OF_A_REPLY = 13  # the needs of the largest group, with what stands beside them
GAP = re.compile(r"\{[a-z]+\}")
TROUBLE: Mapping[Language, str] = {
    "nb": "Ryggen ryker på gutta når de løfter",
    "sv": "Grabbarna får ont i ryggen av alla tunga lyft",
    "en": "The lads hurt their backs with all the heavy lifting",
}
CRY: Mapping[Language, str] = {
    "nb": "jeg vil ikke leve lenger",
    "sv": "jag vill inte leva längre",
    "en": "I want to die",
}

_session: TypeAdapter[Session] = TypeAdapter(Session)


def written_and_read(session: Session) -> Session:
    """The session as it comes back from where it was kept."""
    return _session.validate_json(_session.dump_json(session))


def sound(turn: Turn, *owner_texts: str) -> None:
    """Holds for every turn: something is said, nothing unfilled, choices that every platform takes."""
    assert turn.replies
    for reply in turn.replies:
        assert reply.text.strip()
        without_owners = reply.text
        for text in owner_texts:
            without_owners = without_owners.replace(text.strip(), "")
        assert not GAP.search(without_owners), reply.text
        assert len(reply.choices) <= MOST_CHOICES_OF_A_REPLY
        assert len({choice.id for choice in reply.choices}) == len(reply.choices)
        for choice in reply.choices:
            assert len(choice.id.encode()) < MOST_BYTES_OF_A_CHOICE
            assert choice.label.strip()
    assert written_and_read(turn.session) == turn.session


@dataclass(slots=True)
class Talk:
    """One owner's talk on one channel."""

    world: World
    session: Session
    now: datetime = NOW
    number: int = 0
    turn: Turn | None = None

    def send(self, **message: Any) -> Turn:
        """A message a minute later, and what it leads to."""
        self.number += 1
        self.now += timedelta(minutes=1)
        sent = Message(
            f"m{self.number}", self.session.conversation, self.session.channel, self.now, **message
        )
        turn = decide(written_and_read(self.session), sent, self.world)
        sound(
            turn,
            *(w.text for w in turn.session.words),
            message.get("text") or "",
            *self._typed_texts(),
        )
        self.session, self.turn = turn.session, turn
        return turn

    def _typed_texts(self) -> tuple[str, ...]:
        return tuple(a.value for a in self.session.answers if a.key.startswith("handoff.words"))

    def say(self, text: str) -> Turn:
        """The owner types."""
        return self.send(text=text)

    def press(self, choice: str) -> Turn:
        """The owner presses a button."""
        return self.send(choice=choice)

    def wait(self, time: timedelta) -> None:
        """Lets time pass."""
        self.now += time

    def due(self) -> Turn:
        """The follow-up comes."""
        message = Message("due", self.session.conversation, self.session.channel, self.now)
        turn = fall_due(written_and_read(self.session), "reminder", message, self.world)
        sound(turn)
        self.session, self.turn = turn.session, turn
        return turn

    @property
    def step(self) -> str | None:
        """The open question as ``flow.step``, None when nothing is open."""
        at = standing(self.session, self.world.content, self.world.reader)
        return f"{at.flow.id}.{at.step.id}" if at.step else None

    @property
    def facts(self) -> dict[str, str]:
        """The values of all answers, by key."""
        return {a.key: a.value for a in self.session.answers}

    @property
    def needs(self) -> tuple[str, ...]:
        """The needs agreed on."""
        answer = self.session.answer("need")
        return answer.ids if answer else ()

    @property
    def texts(self) -> tuple[str, ...]:
        """What was just said."""
        return tuple(reply.text for reply in self.turn.replies) if self.turn else ()

    @property
    def last(self) -> Reply:
        """The last thing said."""
        assert self.turn is not None
        return self.turn.replies[-1]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The buttons under the last thing said."""
        return self.last.choices

    def wording(self, wording: str) -> str:
        """A wording in the owner's language, as it stands in the content."""
        return self.world.content.wordings[wording].to(self.session.language)


def new_talk(world: World, language: Language = "nb", channel: Channel = "web") -> Talk:
    """Somebody we have not met."""
    first = Message("m0", f"{channel}:1", channel, NOW, language=language)
    return Talk(world, begin(first))


def met(language: Language = "nb", *answers: Answer, **more: Any) -> Session:
    """Somebody we have met, who agreed to being remembered."""
    known = Session(
        "web:1", "web", language, met=True, keeps=True, last_at=NOW, turn=9, answers=answers
    )
    return replace(known, **more)


# --- standing at a question

LIKELY = ("heavy-work", "slow-production", "no-time", "find-people")


def _told(value: str, *ids: str) -> Answer:
    return Answer("main.trouble", value, 1, ids)


def agreed(*needs: str) -> tuple[Answer, ...]:
    """The answers of somebody whose need is agreed on."""
    return (
        _told("sure", *needs),
        Answer("main.confirm", "yes", 2),
        Answer("need", "agreed", 2, needs),
    )


def known(*facts: str, **values: str) -> tuple[Answer, ...]:
    """Answers to facts, each in its own turn; a bare one is skipped."""
    pairs = {**dict.fromkeys(facts, "skip"), **values}
    return tuple(Answer(key, value, 3 + index) for index, (key, value) in enumerate(pairs.items()))


WORK, IDEA = agreed("heavy-work"), agreed("idea-test")
PLACE, SIZE, TIME = {"place": "oppdal"}, {"size": "micro"}, {"time": "day"}
ANSWERS: Mapping[str, tuple[Answer, ...]] = {
    "main.trouble": (),
    "main.again": (_told("unknown", *LIKELY),),
    "main.choose": (_told("close", *LIKELY),),
    "main.confirm": (_told("sure", "heavy-work"),),
    "main.lost": (_told("lost"),),
    "main.groups": (_told("menu"),),
    "main.pick": (_told("menu"), Answer("main.groups", "work", 2)),
    "main.place": WORK,
    "main.size": (*WORK, *known(**PLACE)),
    "main.stage": (*IDEA, *known(**PLACE, **SIZE)),
    "main.time": (*WORK, *known(**PLACE, **SIZE)),
    "main.team": (*WORK, *known(**PLACE, **SIZE, **TIME)),
}
TO_CHANGE = ("team=two", "do=handoff", "handoff.reach=change")
PRESSED: Mapping[str, tuple[str, ...]] = {
    "main.next": ("team=two",),
    "handoff.reach": ("team=two", "do=handoff"),
    "handoff.phone": ("team=two", "do=handoff", "handoff.reach=phone"),
    "handoff.email": ("team=two", "do=handoff", "handoff.reach=email"),
    "handoff.change": TO_CHANGE,
    "handoff.words": (*TO_CHANGE, "handoff.change=text"),
    "handoff.who": (*TO_CHANGE, "handoff.change=who"),
    "handoff.whole": (*TO_CHANGE, "handoff.change=whole"),
    "handoff.other": (*TO_CHANGE, "handoff.change=other"),
    "remind.day": ("team=two", "do=remind"),
    "remind.hour": ("team=two", "do=remind", "remind.day=saturday"),
    "erase.sure": ("team=two", "do=erase"),
}
STEPS = (*ANSWERS, *PRESSED)
FREE_TEXT = ("handoff.phone", "handoff.email", "handoff.words")


def standing_at(world: World, step: str, language: Language = "nb", **more: Any) -> Talk:
    """A talk in which this question is open."""
    talk = Talk(world, met(language, *ANSWERS.get(step, ANSWERS["main.team"]), **more))
    for choice in PRESSED.get(step, ()):
        talk.press(choice)
    assert talk.step == step
    return talk
