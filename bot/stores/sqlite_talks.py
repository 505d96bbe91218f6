"""Reads in SQLite the talks staff may read: none of who said no to keeping words, or was not well."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bot.core.conversation import Line
from bot.core.demand import MADE_UP
from bot.stores import bodies
from bot.stores.port import TalkKept
from bot.stores.sqlite_schema import stamp

Rows = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]
_LATEST = (
    "select conversation from sessions where last_at >= ? and (substr(conversation, 1, ?) = ?) = ? "
    "order by last_at desc, conversation desc"
)
_READABLE = (
    "select s.conversation, s.body from json_each(:asked) asked "
    "join sessions s on s.conversation = asked.value where s.last_at >= :since "
    "and coalesce(json_extract(s.body, '$.care'), '') = '' "
    "and coalesce(json_extract(s.body, '$.keeps'), 1) <> 0 "
    "and (s.words_since is not null or exists (select 1 from lines where conversation = s.conversation "
    "and who = 'owner' and handoff is null and at >= :since)) "
    "and not exists (select 1 from events where conversation = s.conversation and kind = 'distress') "
    "and (not :missed or exists (select 1 from events where conversation = s.conversation "
    "and kind = 'not-understood')) "
    "and (:ids = '[]' or exists (select 1 from json_each(:ids) one "
    "where instr(s.body, '\"' || one.value || '\"'))) order by asked.key"
)
_EVENTS = (
    "select e.conversation, e.kind, e.at, coalesce(json_extract(e.body, '$.needs'), '') "
    "from json_each(?) asked join events e on e.conversation = asked.value order by e.id"
)
# A turn that belongs to a request is left out whole: Steg's part in it may repeat the owner's.
_LINES = (
    "select id, who, at, body from lines where conversation = ? and at >= ? and handoff is null "
    "and at not in (select at from lines where handoff in (select id from handoffs where "
    "conversation = ?)) and at not in (select at from lines where conversation = ? "
    "and handoff is not null) order by id"
)


class SqliteTalks:
    """Talks as staff may read them; ``rows`` is the store's own way to its connection."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def latest(self, since: datetime, *, made_up: bool = False) -> Sequence[str]:
        """The conversations with a message since then, the latest first."""
        values = (stamp(since), len(MADE_UP), MADE_UP, int(made_up))
        return [one for (one,) in self._rows(_LATEST, values)]

    def readable(
        self,
        conversations: Sequence[str],
        since: datetime,
        *,
        mentions: Sequence[str] = (),
        missed: bool = False,
    ) -> Sequence[TalkKept]:
        """Of these conversations those staff may read, in the same order."""
        asked = {
            "asked": json.dumps(conversations),
            "since": stamp(since),
            "ids": json.dumps(mentions),
            "missed": int(missed),
        }
        # Named values go to SQLite as a mapping, which is no sequence to the type of ``rows``.
        found = self._rows(_READABLE, asked)  # type: ignore[arg-type]
        events: dict[str, list[tuple[str, datetime, tuple[str, ...]]]] = {}
        names = json.dumps([conversation for conversation, _ in found])
        for conversation, kind, at, needs in self._rows(_EVENTS, (names,)):
            event = (kind, datetime.fromisoformat(at), tuple(needs.split()))
            events.setdefault(conversation, []).append(event)
        return [
            TalkKept(bodies.to_session(body), tuple(events.get(conversation, ())))
            for conversation, body in found
        ]

    def lines(self, conversation: str, since: datetime) -> Sequence[Line]:
        """What owner and Steg said to each other since then, without the turns that belong to a request."""
        values = (conversation, stamp(since), conversation, conversation)
        return [bodies.to_line(*row) for row in self._rows(_LINES, values)]
