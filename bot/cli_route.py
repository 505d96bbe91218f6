"""A dry run of routing: which desk gets a request, which do not, by which rule, and what is promised."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from bot.building import content_of, desks_of, store_of
from bot.core.advice import ACTORS_SHOWN, advise
from bot.core.asking import AskedProfile
from bot.core.content import Content
from bot.core.conversation import Answer, Given, Session
from bot.core.desks import Desk, Desks, Load
from bot.core.handoff import recipient
from bot.core.profile import profile_of
from bot.core.reading import MOST_NAMED, nearest
from bot.core.renaming import renamed_session
from bot.core.routing import Route, Rule, route
from bot.core.working_time import by_when, promised_by
from bot.errors import SettingWrong
from bot.settings import Settings

RULES: Mapping[Rule, str] = {
    "serves": "it serves the actor and takes such a request",
    "stand-in": "it stands in for a desk that does not take it",
    "general": "it takes what no other desk takes",
    "nobody": "no desk takes it; the owner is shown whom to turn to instead",
}


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would happen to a request; ``actor`` is whom the owner would have asked for."""

    actor: str | None
    route: Route
    desk: Desk | None = None
    promised_by: datetime | None = None
    by: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The dry run as ``steg route --json`` prints it."""
        return {
            "actor": self.actor,
            "desk": self.route.desk,
            "name": self.desk and self.desk.name,
            "address": self.desk and self.desk.address,
            "rule": self.route.rule,
            "promised_by": self.promised_by and self.promised_by.isoformat(),
            "by": self.by,
            "left_out": [{"desk": desk, "why": why} for desk, why in self.route.left_out],
        }

    def as_text(self) -> str:
        """The dry run as people read it."""
        rows = [("actor", self.actor or "none"), ("rule", _rule(self.route.rule))]
        if self.desk:
            named = f"{self.desk.id}: {self.desk.name}, at {self.desk.address}"
            rows += [("desk", named), ("promise", f"by {self.by}")]
        rows += [("not", f"{desk}: {why}") for desk, why in self.route.left_out]
        return "\n".join(f"{head:<8} {text}" for head, text in rows)


def tried(
    settings: Settings, profile: str, actor: str | None, now: datetime, *, as_json: bool
) -> tuple[str, bool]:
    """What ``steg route`` prints, and whether somebody gets the request."""
    if settings.desks is None:
        raise SettingWrong("STEG_DESKS is not set; name the file your desks stand in")
    content = content_of(settings)
    desks = desks_of(settings, content)
    store = store_of(settings)
    try:
        load = store.loads()
    finally:
        store.close()
    session = _session(profile, content, now)
    found = dry_run(session, actor, content, desks=desks, load=load, now=now)
    text = json.dumps(found.as_json(), ensure_ascii=False) if as_json else found.as_text()
    return text, found.desk is not None


def dry_run(
    session: Session,
    actor: str | None,
    content: Content,
    *,
    desks: Desks,
    load: Mapping[str, Load],
    now: datetime,
) -> DryRun:
    """What would happen if the owner of this session asked for a person now.

    Args:
        session: what is known of the owner.
        actor: whom they ask for; when none, the one Steg would send them to.
        content: what Steg knows.
        desks: where advisers work.
        load: how busy each desk is.
        now: when they ask.
    """
    to = _actor(actor, content) if actor else recipient(session, content)
    profile = profile_of(session, content)
    found = route(desks, to, profile, language=session.language, now=now, load=load)
    desk = desks.by_id.get(found.desk or "")
    if desk is None:
        return DryRun(to, found)
    promised = promised_by(now, desk, load.get(desk.id, Load()).hours_to_take)
    return DryRun(to, found, desk, promised, by_when(promised, now, desk, "en"))


def _session(profile: str, content: Content, now: datetime) -> Session:
    """The session of an owner who told just this and has read the advice."""
    try:
        asked = AskedProfile.model_validate_json(profile)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "it"
        raise SettingWrong(f"--profile cannot be used: {where}: {first['msg']}") from error
    told: dict[str, str] = {
        fact: value
        for fact in ("place", "size", "time", "team", "stage")
        if (value := getattr(asked, fact)) is not None
    }
    if asked.money is not None:
        told["money"] = "true" if asked.money else "false"
    answers = [Answer(fact, value, 0) for fact, value in told.items()]
    answers += [
        Answer("need", asked.needs[0], 0, asked.needs),
        Answer("trade", "", 0, asked.trades),
    ]
    session = renamed_session(
        Session("console:route", "console", asked.language, last_at=now, answers=tuple(answers)),
        content,
    )
    _check_ids(session, content)
    advised = advise(profile_of(session, content), content, now.date())
    actors = tuple(advice.id for advice in advised.actors[:ACTORS_SHOWN])
    return replace(session, given=Given(actors=actors))


def _check_ids(session: Session, content: Content) -> None:
    need, place, trade = (session.answer(key) for key in ("need", "place", "trade"))
    for one in need.ids if need else ():
        _check("need", one, content.needs)
    for one in trade.ids if trade else ():
        _check("trade", one, content.trades)
    if place:
        _check("place", place.value, content.places)


def _actor(name: str, content: Content) -> str:
    actor = content.id_now("actors", name)
    _check("actor", actor, content.actors)
    return actor


def _check(what: str, name: str, known: Mapping[str, object]) -> None:
    if name in known:
        return
    guess = nearest(name, known)
    some = ", ".join(sorted(known)[:MOST_NAMED])
    instead = f"did you mean '{guess}'?" if guess else f"write one such as {some}"
    raise SettingWrong(f"{what} '{name}' does not exist; {instead}")


def _rule(rule: Rule) -> str:
    return f"{rule}: {RULES[rule]}"
