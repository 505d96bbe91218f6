"""The terminal: lines typed in, replies printed; with JSON, one object per line in and out."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.channels.text import plain
from bot.core.content import Content, Language
from bot.core.conversation import Choice, Message, Reply, Turn
from bot.core.profile import profile_of
from bot.core.typed import chosen_by_typing

_duration: TypeAdapter[timedelta] = TypeAdapter(timedelta)
LONGEST_JUMP = timedelta(days=3650)  # of "after"; beyond, dates stop making sense

Answer = Callable[[Message], Turn | None]
Due = Callable[[datetime], Sequence[Turn]]


@dataclass(slots=True)
class Console:
    """One talk in the terminal. ``passed`` is the time let pass with "after"."""

    conversation: str
    answer: Answer
    due: Due
    clock: Callable[[], datetime]
    content: Content
    language: Language | None = None
    passed: timedelta = timedelta()
    number: int = 0
    last: Turn | None = None
    offered: tuple[Choice, ...] = field(default=())

    def now(self) -> datetime:
        """The time of the talk."""
        return self.clock() + self.passed

    def message(self, *, text: str | None = None, choice: str | None = None) -> Message:
        """The next message of this talk."""
        self.number += 1
        identity = f"{self.conversation}:{self.number}"
        return Message(
            identity, self.conversation, "console", self.now(), text, choice, self.language
        )

    def said(self, *, text: str | None = None, choice: str | None = None) -> tuple[Reply, ...]:
        """The replies to a text or choice."""
        turn = self.answer(self.message(text=text, choice=choice))
        return self._taken(turn) if turn else ()

    def after(self, passed: timedelta) -> tuple[Reply, ...]:
        """Lets time pass; the replies of what fell due."""
        self.passed += passed
        return tuple(reply for turn in self.due(self.now()) for reply in self._taken(turn))

    def _taken(self, turn: Turn) -> tuple[Reply, ...]:
        self.last = turn
        return turn.replies

    # --- JSON

    def json_lines(self, lines: Iterable[str]) -> Iterable[str]:
        """One JSON object for each line that is not empty; a faulty line gives one with "error"."""
        for line in lines:
            if line.strip():
                yield json.dumps(self._json_answer(line), ensure_ascii=False)

    def _json_answer(self, line: str) -> dict[str, Any]:
        try:
            said = json.loads(line)
            replies = self._json_said(said if isinstance(said, dict) else {})
        except (json.JSONDecodeError, ValidationError, ValueError) as error:
            return {"error": f"cannot use this line: {str(error).splitlines()[0]}"}
        return self._json_state(replies)

    def _json_said(self, said: dict[str, Any]) -> tuple[Reply, ...]:
        if isinstance(said.get("text"), str):
            return self.said(text=said["text"])
        if isinstance(said.get("choice"), str):
            return self.said(choice=said["choice"])
        if isinstance(said.get("after"), str):
            return self.after(_jump(said["after"]))
        if said.get("language") in ("nb", "sv", "en"):
            return self.said(choice=f"lang={said['language']}")
        raise ValueError(
            'write {"text": …}, {"choice": …}, {"after": "P14D"} or {"language": "sv"}'
        )

    def _json_state(self, replies: tuple[Reply, ...]) -> dict[str, Any]:
        turn = self.last
        state: dict[str, Any] = {"replies": [_json_reply(reply) for reply in replies]}
        if turn is None:
            return state | {"language": self.language, "done": False}
        session = turn.session
        profile = profile_of(session, self.content)
        needs = profile.needs or turn.needs
        given = session.given
        return state | {
            "language": session.language,
            "asks": next((r.asks for r in reversed(replies) if r.asks), None),
            "act": turn.act,
            "needs": [{"id": need, "weight": round(weight, 4)} for need, weight in needs],
            "profile": {
                name: getattr(profile, name)
                for name in ("place", "country", "size", "time", "team", "stage", "money")
            },
            "advice": {
                "methods": list(given.methods),
                "formats": dict(given.formats),
                "actors": list(given.actors),
                "instruments": list(given.instruments),
            }
            if given
            else None,
            "handoff": session.handoff,
            "coach": None,
            "done": turn.erase,
        }

    # --- people

    def talk(self, read: Callable[[str], str], write: Callable[[str], None]) -> None:
        """Holds a talk until the input ends; an empty line is nothing said."""
        self._show(self.said(choice="do=hello"), write)
        while True:
            try:
                text = read("> ").strip()
            except (EOFError, KeyboardInterrupt):
                write("")
                return
            if text:
                # The last question is also typed; earlier buttons are only on the screen here.
                chosen = chosen_by_typing(text, self.offered) if text.isdigit() else None
                replies = self.said(choice=chosen.id) if chosen else self.said(text=text)
                self._show(replies, write)

    def _show(self, replies: Sequence[Reply], write: Callable[[str], None]) -> None:
        shown: list[Choice] = []
        for reply in replies:
            write("\n" + shown_text(reply))
            for choice in reply.choices:
                shown.append(choice)
                write(f"  [{len(shown)}] {choice.label}")
        self.offered = tuple(shown)
        write("")


def shown_text(reply: Reply) -> str:
    """A reply as the terminal shows it; a person's own words under their name, a file's text below."""
    file = f"\n{reply.document.text}" if reply.document else None
    said = "\n".join(part for part in (plain(reply.text), reply.quote, file) if part)
    return f"{reply.by}:\n{said}" if reply.by else said


def _jump(text: str) -> timedelta:
    passed = _duration.validate_python(text)
    if not timedelta() <= passed <= LONGEST_JUMP:
        raise ValueError("time only goes forward, and not further than ten years")
    return passed


def _json_reply(reply: Reply) -> dict[str, Any]:
    document = reply.document
    return {
        "text": reply.text,
        "choices": [{"id": choice.id, "label": choice.label} for choice in reply.choices],
        "document": {
            "name": document.name,
            "media_type": document.media_type,
            "text": document.text,
        }
        if document
        else None,
    }
