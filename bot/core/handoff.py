"""A request for a person: to whom it can go, what they read, and how the owner is reached."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Literal

from bot.core.advice import IN_THE_COUNTRY, IN_THE_COUNTY, Advice, Reason, judge_actor, nearness
from bot.core.advice_text import ways_to_reach
from bot.core.content import Content
from bot.core.conversation import Handoff, Session
from bot.core.profile import COUNTRY_OF, needs_of, profile_of
from bot.core.redaction import dotted
from bot.core.wording import capital, listed, say

GENERAL_DESK = {"NO": "trondelag-fylkeskommune", "SE": "region-jamtland-harjedalen"}
LOCAL_DOORS = ("business-garden", "municipality")
# Kinds with people who take up a case; an authority or a telephone line the owner turns to directly.
TAKE_REQUESTS = (*LOCAL_DOORS, "hub", "region", "network", "member-organisation", "education")
CONTACTS = ("handoff.phone", "handoff.email")
TYPED = ("handoff.words", *CONTACTS)
MOST_RECIPIENTS = 4  # to choose from; more cannot be weighed on a telephone
MOST_WORDS_SENT = 600  # characters of the owner's own words in a summary
# Why somebody can get it, as far as it tells them apart: the price is said with the advice.
WHY_THEM = ("near", "need", "across")
# Said outright only: a firm that keeps books or has customers writes mostly for itself.
FOR_OTHERS = re.compile(
    r"\bpå vegn[ea] av\b"
    r"|\b(?:spør|spørre|ringer?|snakke?r?|prate?r?) for (?:en|ei|et|eit|noen|nån|nokon|nokre)\b"
    r"|\b(?:regnskapsfører|rekneskapsførar|bokfører|revisor) for (?:en|ei|et|eit|noen|nokre)\b"
    r"|\bför (?:(?:en|min) kunds|någon annans|någons) räkning\b|\bå (?:\w+s|\[name\]s?) vägnar\b"
    r"|\b(?:frågar?|ringer|pratar?) åt (?:en|ett|någon|nån|några)\b"
    r"|\b(?:redovisningskonsult|bokförare|revisor) åt (?:en|ett|någon|nån|några)\b"
    r"|\bon behalf of\b|\b(?:ask|asking|call|calling|talk) for (?:a (?:client|customer|friend)"
    r"|some(?:one|body) else)\b"
    r"|\b(?:accountant|bookkeeper) (?:for|of) an?\b",
    re.IGNORECASE,
)


def answered(session: Session, step: str) -> str | None:
    """The answer to a step of the request; the earlier one while the step is asked anew."""
    found = session.answer(f"handoff.{step}") or session.answer(before(f"handoff.{step}"))
    return found.value if found else None


def before(key: str) -> str:
    """Where the answer to a step is kept while the step is asked anew."""
    return f"{key}-before"


def typed_keys(session: Session) -> tuple[str, ...]:
    """The answers of the request that are what the owner typed, and not one of our own values."""
    keys = (answer.key for answer in session.answers)
    return tuple(key for key in keys if key.removesuffix("-before") in TYPED)


# --- to whom


def recipient(session: Session, content: Content) -> str | None:
    """The actor a request goes to: the one the owner chose, else the first of those it can go to."""
    chosen = content.id_now("actors", answered(session, "who") or "")
    if _takes_requests(chosen, content):
        return chosen
    return next(_ranked(session, content), None)


def recipients(session: Session, content: Content) -> tuple[Advice, ...]:
    """The actors a request can go to, with why; the first one gets it when the owner does not choose."""
    actors = islice(dict.fromkeys(_ranked(session, content)), MOST_RECIPIENTS)
    return tuple(_judged(actor, session, content) for actor in actors)


def _ranked(session: Session, content: Content) -> Iterator[str]:
    """Those advised, the local doors, those who fit best, and the county's own; some more than once."""
    given = session.given.actors if session.given else ()
    yield from (actor for actor in given if _takes_requests(actor, content))
    profile = profile_of(session, content)
    local = [
        a for a in content.actors.values() if a.kind in LOCAL_DOORS and profile.place in a.areas
    ]
    yield from (a.id for a in sorted(local, key=lambda a: (LOCAL_DOORS.index(a.kind), a.id)))
    own = profile.country or COUNTRY_OF[session.language]
    fitting = [
        judge_actor(a, profile, content, _today(session))
        for a in content.actors.values()
        if profile.place and _takes_requests(a.id, content)
    ]
    best = sorted(
        (a for a in fitting if isinstance(a, Advice)),
        key=lambda a: (content.actors[a.id].country != own, -a.score, a.id),
    )
    yield from (a.id for a in best)
    general = GENERAL_DESK[own or "NO"]
    if general in content.actors:
        yield general


def _judged(actor: str, session: Session, content: Content) -> Advice:
    """The actor with its reasons; with nothing but nearness when no rule speaks for it."""
    profile, found = profile_of(session, content), content.actors[actor]
    advice = judge_actor(found, profile, content, _today(session))
    if isinstance(advice, Advice):
        return advice
    near = nearness(found.areas, profile, content) or IN_THE_COUNTRY
    is_near = profile.place is not None and near >= IN_THE_COUNTY
    reasons = (Reason("reason-near", {"place": profile.place or ""}),) if is_near else ()
    return Advice("actor", actor, 0.0, reasons)


def _today(session: Session) -> date:
    return session.last_at.date() if session.last_at else date.min


def _takes_requests(actor: str, content: Content) -> bool:
    """Whether somebody there can read a request; a telephone line cannot, an owner calls it."""
    found = content.actors.get(actor)
    return found is not None and found.role == "ordinary" and found.kind in TAKE_REQUESTS


def offices_text(session: Session, content: Content) -> str:
    """Those a request can go to, a line each with why."""
    return "\n".join(_office(advice, session, content) for advice in recipients(session, content))


def _office(advice: Advice, session: Session, content: Content) -> str:
    found = {reason.wording for reason in advice.reasons}
    whys = [why for why in WHY_THEM if f"reason-{why}" in found]
    if not whys or ("need" not in whys and advice.id in GENERAL_DESK.values()):
        whys.append("any")
    where, language = _where(advice.id, session, content), session.language
    said = [say(content, f"recipient-{why}", language, place=where) for why in whys]
    together = listed(said, say(content, "and", language))
    return f"• **{content.actors[advice.id].name}**: {together}."


def _where(actor: str, session: Session, content: Content) -> str:
    """The owner's place for an office of that place, the county for one of all of it."""
    place = content.places.get(profile_of(session, content).place or "")
    if place is None:
        return ""
    area = content.areas.get(place.area)
    of_county = area is not None and area.id in content.actors[actor].areas
    return area.name.to(session.language) if area and of_county else place.name


# --- what they read


def summary(session: Session, content: Content) -> str:
    """What the adviser will read: whom it is for, then the owner's changed text, else facts and words."""
    other = _for_other_text(session, content)
    changed = answered(session, "words")
    if changed:
        return f"{other} {changed}".strip()
    parts = [other, _situation(session, content), _needs(session, content)]
    if session.keeps is not False:
        parts.append(_own_words(session, content))
    text = " ".join(part for part in parts if part)
    return text or say(content, "summary-empty", session.language)


def is_for_other(session: Session) -> bool:
    """Whether the owner asks for somebody else, as chosen or else as their words say."""
    chosen = answered(session, "other")
    if chosen is not None:
        return chosen != "myself"
    return any(asks_for_others(said.text) for said in session.words)


def asks_for_others(text: str) -> bool:
    """Whether a text says outright that it is written for somebody else."""
    return FOR_OTHERS.search(text) is not None


def _for_other_text(session: Session, content: Content) -> str:
    if not is_for_other(session):
        return ""
    flow = content.flows.get("handoff")
    step = flow.step("other") if flow else None
    chosen = answered(session, "other")
    labels = [
        o.label.to(session.language) for o in (step.options if step else ()) if o.value == chosen
    ]
    who = labels[0] if labels else say(content, "somebody-else", session.language)
    return say(content, "summary-for-other", session.language, who=who[:1].lower() + who[1:])


def also_text(session: Session, content: Content, *, goes_on: bool) -> str:
    """What else is read than the summary, and by whom: a line each; often none.

    Args:
        goes_on: another desk gets the request when the first one does not answer.
    """
    lines: list[str] = []
    if answered(session, "whole") == "all":
        wording = "request-whole-talk" if session.keeps is not False else "request-no-talk"
        lines.append(say(content, wording, session.language))
    if goes_on:
        lines.append(say(content, "request-if-silent", session.language))
    return "\n".join(lines)


def reads_whole_talk(session: Session) -> bool:
    """Whether the adviser may read all of the talk; there is nothing to read when nothing is kept."""
    return answered(session, "whole") == "all" and session.keeps is not False


def _situation(session: Session, content: Content) -> str:
    profile, told = profile_of(session, content), list[str]()
    if profile.size:
        told.append(say(content, f"size-{profile.size}", session.language))
    if profile.place:
        told.append(content.places[profile.place].name)
    if profile.time:
        time = say(content, f"time-{profile.time}", session.language)
        told.append(say(content, "can-spare", session.language, time=time))
    return f"{capital(', '.join(told))}." if told else ""


def _needs(session: Session, content: Content) -> str:
    clauses = [content.needs[n].clause.to(session.language) for n in needs_of(session, content)]
    if not clauses:
        return ""
    about = listed(clauses, say(content, "and", session.language))
    return say(content, "summary-about", session.language, needs=about)


def _own_words(session: Session, content: Content) -> str:
    said = dotted(" / ".join(s.text for s in session.words))[:MOST_WORDS_SENT]
    return say(content, "own-words", session.language, words=said) if said else ""


# --- what is kept


def asked(session: Session, content: Content, now: datetime) -> Handoff | None:
    """The request as it is kept, from the answers of the handoff flow; None before the owner's yes."""
    reach = session.answer("handoff.reach")
    if reach is None or reach.value not in ("here", "phone", "email"):
        return None
    contact = session.answer(f"handoff.{reach.value}") if reach.value != "here" else None
    how, profile = reach.value, profile_of(session, content)
    return Handoff(
        id=f"{session.conversation}#{session.turn}",
        conversation=session.conversation,
        at=now,
        to=_agreed(session, content) or "",
        stage="asked",
        language=session.language,
        summary=summary(session, content),
        reach="here" if how == "here" else "phone" if how == "phone" else "email",
        contact=contact.value if contact else None,
        needs=needs_of(session, content),
        place=profile.place,
        size=profile.size,
        given=session.given,
        when=_when(session) if how == "phone" else "any",
        for_other=is_for_other(session),
        whole_talk=reads_whole_talk(session),
    )


def _agreed(session: Session, content: Content) -> str | None:
    """The actor the owner was shown when they said yes."""
    shown = content.id_now("actors", answered(session, "to") or "")
    return shown if shown in content.actors else recipient(session, content)


def _when(session: Session) -> Literal["any", "morning", "afternoon"]:
    chosen = answered(session, "when")
    return "morning" if chosen == "morning" else "afternoon" if chosen == "afternoon" else "any"


def contact_now(session: Session, content: Content) -> str:
    """How to reach the office at once, without waiting for anybody."""
    to = _agreed(session, content)
    if to is None:
        return say(content, "reach-unknown", session.language)
    actor = content.actors[to]
    return f"**{actor.name}**\n{ways_to_reach(actor, content, session.language)}"
