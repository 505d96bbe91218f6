"""A request for a person: to whom it goes, what they read, and how the owner is reached."""

from datetime import date, datetime

from bot.core.advice import Advice, judge_actor
from bot.core.advice_text import ways_to_reach
from bot.core.content import Content
from bot.core.conversation import Handoff, Profile, Session
from bot.core.profile import COUNTRY_OF, needs_of, profile_of
from bot.core.wording import capital, listed, say

GENERAL_DESK = {"NO": "trondelag-fylkeskommune", "SE": "region-jamtland-harjedalen"}
LOCAL_DOORS = ("business-garden", "municipality")
# Kinds with people who take up a case; an authority or a telephone line the owner turns to directly.
TAKE_REQUESTS = (*LOCAL_DOORS, "hub", "region", "network", "member-organisation", "education")
MOST_WORDS_SENT = 600  # characters of the owner's own words in a summary


def recipient(session: Session, content: Content) -> str | None:
    """The actor a request goes to: advised, the local door, fitting best, else the county's own."""
    given = [
        a for a in (session.given.actors if session.given else ()) if _takes_requests(a, content)
    ]
    if given:
        return given[0]
    profile = profile_of(session, content)
    local = [
        a for a in content.actors.values() if a.kind in LOCAL_DOORS and profile.place in a.areas
    ]
    if local:
        return min(local, key=lambda a: (LOCAL_DOORS.index(a.kind), a.id)).id
    today = session.last_at.date() if session.last_at else date.min
    fitting = [
        judge_actor(a, profile, content, today) for a in content.actors.values() if profile.place
    ]
    own = profile.country or COUNTRY_OF[session.language]
    actors = sorted(
        (a for a in fitting if isinstance(a, Advice)),
        key=lambda a: (content.actors[a.id].country != own, -a.score, a.id),
    )
    taking = [a.id for a in actors if _takes_requests(a.id, content)]
    if taking:
        return taking[0]
    country = profile.country or COUNTRY_OF[session.language]
    general = GENERAL_DESK.get(country or "NO")
    return general if general in content.actors else None


def _takes_requests(actor: str, content: Content) -> bool:
    """Whether somebody there can read a request; a telephone line cannot, an owner calls it."""
    found = content.actors.get(actor)
    return found is not None and found.role == "ordinary" and found.kind in TAKE_REQUESTS


def summary(session: Session, content: Content) -> str:
    """What the adviser will read: the owner's changed text, else facts and own words."""
    changed = session.answer("handoff.words")
    if changed:
        return changed.value
    parts = [_situation(profile_of(session, content), session, content), _needs(session, content)]
    if session.keeps is not False:
        parts.append(_own_words(session, content))
    text = " ".join(part for part in parts if part)
    return text or say(content, "summary-empty", session.language)


def _situation(profile: Profile, session: Session, content: Content) -> str:
    told: list[str] = []
    if profile.size:
        told.append(say(content, f"size-{profile.size}", session.language))
    if profile.place:
        told.append(content.places[profile.place].name)
    if profile.time:
        told.append(
            say(
                content,
                "can-spare",
                session.language,
                time=say(content, f"time-{profile.time}", session.language),
            )
        )
    return f"{capital(', '.join(told))}." if told else ""


def _needs(session: Session, content: Content) -> str:
    clauses = [content.needs[n].clause.to(session.language) for n in needs_of(session, content)]
    if not clauses:
        return ""
    about = listed(clauses, say(content, "and", session.language))
    return say(content, "summary-about", session.language, needs=about)


def _own_words(session: Session, content: Content) -> str:
    said = " / ".join(s.text for s in session.words)[:MOST_WORDS_SENT]
    return say(content, "own-words", session.language, words=said) if said else ""


def asked(session: Session, content: Content, now: datetime) -> Handoff | None:
    """The request as it is kept, from the answers of the handoff flow; None when it goes to nobody."""
    to, reach = recipient(session, content), session.answer("handoff.reach")
    if reach is None or reach.value not in ("here", "phone", "email"):
        return None
    contact = session.answer(f"handoff.{reach.value}") if reach.value != "here" else None
    how = reach.value
    return Handoff(
        id=f"{session.conversation}#{session.turn}",
        conversation=session.conversation,
        at=now,
        to=to or "",
        stage="asked",
        language=session.language,
        summary=summary(session, content),
        reach="here" if how == "here" else "phone" if how == "phone" else "email",
        contact=contact.value if contact else None,
        needs=needs_of(session, content),
        place=profile_of(session, content).place,
    )


def contact_now(session: Session, content: Content) -> str:
    """How to reach the office at once, without waiting for anybody."""
    to = recipient(session, content)
    if to is None:
        return say(content, "reach-unknown", session.language)
    actor = content.actors[to]
    return f"**{actor.name}**\n{ways_to_reach(actor, content, session.language)}"
