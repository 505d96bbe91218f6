"""Golden talks: each file in ``conversations/`` is held turn by turn, and Steg must say what stands in it.

``pytest tests/test_conversations.py --rewrite`` writes down what Steg says now; a person reads the diff.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.core.conversation import (
    Adviser,
    Attachment,
    Channel,
    Choice,
    DeskMessage,
    FollowUp,
    Given,
    Handoff,
    InvitedSays,
    Message,
    Reply,
    Session,
    Signal,
    Turn,
    Willing,
)
from bot.core.dialogue import World, begin, decide, fall_due
from bot.core.introductions import Introduction, Invited, answered, as_invited, begun
from bot.core.inviting import moved as moved_on
from bot.core.ladder import climbed
from bot.core.moving import Case, moved
from bot.core.profile import profile_of
from tests.desks import DESKS

TALKS = Path(__file__).parent / "conversations"
BETWEEN_TURNS = timedelta(minutes=1)
OTHER = "web:somebody-else"  # whom staff introduce the owner to
DOINGS = ("owner", "writes", "presses", "after", "sends", "location", "staff", "other")

_session: TypeAdapter[Session] = TypeAdapter(Session)
_span: TypeAdapter[timedelta] = TypeAdapter(timedelta)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Did(_Frozen):
    """One thing the owner does, or an adviser ("Kari at namdal"), or time that passes; and what Steg says.

    ``staff`` is the sentence with which staff introduce them to somebody, ``other`` what that one answers.
    ``desk_reads`` is what desks get to read of it, each with the desk's id before.
    """

    adviser: str | None = None
    owner: str | None = None
    writes: str | None = None
    presses: str | None = None
    after: str | None = None
    sends: Attachment | None = None
    location: tuple[float, float] | None = None
    staff: str | None = None
    other: str | None = None
    note: str | None = None
    steg: tuple[str, ...] = ()
    desk_reads: tuple[str, ...] = Field(default=(), alias="desk reads")


class GoldenTalk(_Frozen):
    """One file: who talks, when, what is done and said, and how things stand in the end."""

    id: str
    about: str
    who: str
    channel: Channel
    starts: datetime
    desks: bool = False
    turns: tuple[Did, ...] = Field(min_length=1)
    end: Mapping[str, Any] = Field(default_factory=dict, alias="in the end")


# --- holding a talk


@dataclass(slots=True)
class Held:
    """A talk as it goes: what Steg remembers as JSON, what was offered, what is kept."""

    world: World
    conversation: str
    channel: Channel
    now: datetime
    remembered: bytes | None = None
    offered: list[Choice] = field(default_factory=list)
    planned: list[FollowUp] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    handoff: Handoff | None = None
    at_desks: list[Choice] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    introduction: Introduction | None = None
    number: int = 0

    def does(self, did: Did) -> tuple[str, ...]:
        """What Steg says to the owner when one thing is done; what desks read is in ``posts``."""
        self.posts = []
        if did.after is not None:
            return self.waits(_span.validate_python(did.after))
        self.now += BETWEEN_TURNS
        if did.staff or did.other:
            self.introduced(did)
            return self.introduces()
        message = self.message(self.now, did)
        if did.adviser:
            return self.kept(self.acted(did, message))
        return self.kept(decide(self.session(message), message, self.world, self.handoff))

    def acted(self, did: Did, message: Message) -> Turn:
        """What an adviser does at a desk."""
        name, _, desk_id = (did.adviser or "").partition(" at ")
        desk = self.world.desks.by_id[desk_id]
        choice = _of_label(did.presses, self.at_desks) if did.presses else None
        by = Adviser(f"{desk_id}:{name}", name)
        act = DeskMessage(message.id, desk.address, by, self.now, text=did.writes, choice=choice)
        assert self.handoff is not None, "no request has been made yet"
        return moved(Case(self.handoff, self.session(message), desk, act, self.world))

    def introduced(self, did: Did) -> None:
        """Staff introduce the owner to somebody else with the same need, or that one answers."""
        me = self.session(self.message(self.now, did))
        need = profile_of(me, self.world.content).need_ids()[0]
        if did.staff:
            mine = as_invited(me, need, self.world.content)
            assert mine is not None, "the owner has not said that they would like to meet others"
            other = Invited(OTHER, "nb", need, "roros", "micro")
            self.introduction = begun("meet-1", (mine, other), {me.language: did.staff}, self.now)
        if did.other and self.introduction:
            yes = did.other.partition(": ")
            answer = InvitedSays("yes", yes[2]) if yes[0] == "yes" else InvitedSays("no")
            self.introduction = answered(self.introduction, OTHER, answer, self.now)

    def introduces(self) -> tuple[str, ...]:
        """What Steg says of an introduction by itself."""
        if self.introduction is None or self.introduction.ended_at or not self.remembered:
            return ()
        me = self.session(self.message(self.now, Did()))
        other = Session(OTHER, "web", "nb", willing=Willing(self.now, ()))
        sessions = {me.conversation: me, OTHER: other}
        self.introduction, turns = moved_on(self.introduction, sessions, self.world, self.now)
        mine = (turn for turn in turns if turn.session.conversation == self.conversation)
        return tuple(said for turn in mine for said in self.kept(turn))

    def climbs(self, until: datetime) -> list[str]:
        """What Steg says while nobody acts on a request."""
        said: list[str] = []
        while (due := self.handoff and self.handoff.rung_at) and due <= until:
            assert self.handoff is not None
            message = self.message(due, Did())
            said += self.kept(climbed(self.handoff, self.session(message), self.world, due))
        return said

    def waits(self, span: timedelta) -> tuple[str, ...]:
        """What Steg says by itself while time passes."""
        self.now += span
        said: list[str] = []
        while due := sorted(
            (f for f in self.planned if f.due_at <= self.now), key=lambda f: f.due_at
        )[:1]:
            self.planned.remove(due[0])
            message = self.message(due[0].due_at, Did())
            said += self.kept(fall_due(self.session(message), due[0].kind, message, self.world))
        return (*said, *self.climbs(self.now), *self.introduces())

    def message(self, at: datetime, did: Did) -> Message:
        """What the owner does, as a channel would hand it on."""
        self.number += 1
        return Message(
            f"{self.conversation}:{self.number}",
            self.conversation,
            self.channel,
            at,
            did.owner,
            _of_label(did.presses, self.offered) if did.presses and not did.adviser else None,
            attachment=did.sends,
            location=did.location,
        )

    def session(self, message: Message) -> Session:
        """What is remembered, read back from how it was written."""
        return _session.validate_json(self.remembered) if self.remembered else begin(message)

    def kept(self, turn: Turn) -> tuple[str, ...]:
        """Keeps a turn as a store does; what Steg says in it."""
        if turn.erase:
            self.planned, self.events, self.handoff, self.remembered = [], [], None, None
        else:
            self.remembered = _session.dump_json(turn.session)
            self.events += [event.kind for event in turn.events]
        if turn.invited_says and self.introduction:
            self.introduction = answered(
                self.introduction, self.conversation, turn.invited_says, self.now
            )
        self.signals += turn.signals
        self.handoff = turn.handoff or self.handoff
        self.planned = [] if turn.cancel_follow_ups else self.planned
        self.planned += [turn.follow_up] if turn.follow_up else []
        for reply in turn.replies:
            assert all(len(choice.id.encode()) <= 64 for choice in reply.choices)
            self.offered += reply.choices
        for post in turn.posts:
            desk = self.world.desks.at(post.desk)
            self.at_desks += post.reply.choices
            self.posts.append(f"{desk.id if desk else post.desk}: {_read_aloud(post.reply)}")
        return tuple(_read_aloud(reply) for reply in turn.replies)

    def end(self) -> dict[str, Any]:
        """How things stand, leaving out what is not known."""
        session = _session.validate_json(self.remembered) if self.remembered else None
        facts: dict[str, Any] = {}
        if session:
            profile = profile_of(session, self.world.content)
            facts = {"language": session.language, "needs": list(profile.need_ids())}
            facts |= {
                name: getattr(profile, name)
                for name in ("place", "size", "stage", "time", "team", "money")
            }
            facts["advice"] = _advice(session.given) if session.given else None
        facts |= {
            "handoff": _handed_over(self.handoff),
            "planned": [_planned(f) for f in self.planned],
        }
        facts |= {"events": list(self.events), "signals": [_signal(s) for s in self.signals]}
        return {name: value for name, value in facts.items() if value not in (None, [])}


def _of_label(label: str, offered: Sequence[Choice]) -> str:
    """The button of that label offered last."""
    for choice in reversed(offered):
        if choice.label == label:
            return choice.id
    raise AssertionError(
        f"no button [{label}] was offered; there were {[c.label for c in offered]}"
    )


def _read_aloud(reply: Reply) -> str:
    buttons = " ".join(f"[{choice.label}]" for choice in reply.choices)
    quoted = f"> {reply.quote}" if reply.quote else ""
    said = "\n".join(part for part in (reply.text, quoted, buttons) if part)
    return f"{reply.by}: {said}" if reply.by else said


def _advice(given: Given) -> dict[str, Any]:
    formats = dict(given.formats)
    return {
        "methods": [
            f"{method}, {formats[method]}" if method in formats else method
            for method in given.methods
        ],
        "actors": list(given.actors),
        "instruments": list(given.instruments),
    }


def _handed_over(handoff: Handoff | None) -> dict[str, str] | None:
    if handoff is None:
        return None
    told = {
        "to": handoff.to,
        "reach": handoff.reach,
        "contact": handoff.contact,
        "summary": handoff.summary,
        "ending": handoff.ending,
    }
    return {name: value for name, value in told.items() if value is not None}


def _planned(follow_up: FollowUp) -> str:
    return f"{follow_up.kind} at {follow_up.due_at.isoformat(timespec='minutes')}"


def _signal(signal: Signal) -> str:
    parts = (signal.outcome, signal.need or "no need", signal.place or "no place", signal.reason)
    return ", ".join(part for part in parts if part)


def held(talk: GoldenTalk, world: World) -> GoldenTalk:
    """The same talk with what Steg says now."""
    world = replace(world, desks=DESKS) if talk.desks else world
    holding = Held(world, f"{talk.channel}:{talk.id}", talk.channel, talk.starts)
    turns = tuple(
        did.model_copy(update={"steg": holding.does(did), "desk_reads": tuple(holding.posts)})
        for did in talk.turns
    )
    return talk.model_copy(update={"turns": turns, "end": holding.end()})


# --- reading and writing a file


class _Tidy(yaml.SafeDumper):
    """Block style; lists set in; texts of several lines, or hard to quote, as literal blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


class _Said(str):
    """Something Steg said."""


def _text(dumper: _Tidy, text: str) -> yaml.ScalarNode:
    literal = (
        isinstance(text, _Said) or "\n" in text or any(mark in text for mark in (": ", " #", '"'))
    )
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", str(text), style="|" if literal else None
    )


_Tidy.add_representer(str, _text)
_Tidy.add_representer(_Said, _text)


def talk_in(path: Path) -> GoldenTalk:
    """The talk in a file."""
    talk = GoldenTalk.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert talk.id == path.stem, f"{path.name} holds the talk {talk.id}; both must have one name"
    for did in talk.turns:
        doings = [name for name in DOINGS if getattr(did, name) is not None]
        assert len(doings) == 1 or doings == ["owner", "sends"], (
            f"{path.name}: a turn does {doings}"
        )
    return talk


def written(talk: GoldenTalk) -> str:
    """The talk as its file has it."""
    head = {name: getattr(talk, name) for name in ("id", "about", "who", "channel")}
    head |= {"starts": talk.starts.isoformat(timespec="minutes")}
    head |= {"desks": True} if talk.desks else {}
    parts = [_yaml(head), "turns:\n"]
    parts += [_turn(did) for did in talk.turns]
    return "".join([*parts, "\n", _yaml({"in the end": dict(talk.end)})])


def _turn(did: Did) -> str:
    lines: dict[str, Any] = {
        name: getattr(did, name)
        for name in ("adviser", *DOINGS, "note")
        if getattr(did, name) is not None
    }
    if did.location:
        lines["location"] = list(did.location)
    lines["steg"] = [_Said(text) for text in did.steg]
    if did.desk_reads:
        lines["desk reads"] = [_Said(text) for text in did.desk_reads]
    return "\n" + _yaml([lines])


def _yaml(value: object) -> str:
    text = yaml.dump(value, Dumper=_Tidy, allow_unicode=True, sort_keys=False, width=10**6)
    return (
        text
        if isinstance(value, dict)
        else "".join(f"  {line}" if line.strip() else line for line in text.splitlines(True))
    )


def _comments(path: Path) -> str:
    """The comment lines a file begins with."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(_while_comment(lines))


def _while_comment(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("#"):
            return
        yield line


def _difference(path: Path, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(),
        after.splitlines(),
        f"{path.name} as written",
        "as said now",
        lineterm="",
        n=6,
    )
    return "\n".join(lines)


FILES = sorted(TALKS.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_steg_says_what_stands_in_the_golden_talk(path: Path, world: World, rewrite: bool) -> None:
    talk = talk_in(path)
    now = held(talk, world)
    if rewrite:
        path.write_text(_comments(path) + written(now), encoding="utf-8")
        return
    if now != talk:
        pytest.fail(_difference(path, written(talk), written(now)), pytrace=False)
