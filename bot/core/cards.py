"""What a desk reads of a request: the card, its buttons, and the questions under it."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.advice_text import day_text, name_of
from bot.core.content import Content, Language
from bot.core.conversation import Choice, DeskPost, Handoff, Reply
from bot.core.desks import Desk, Desks
from bot.core.draft import World
from bot.core.wording import say
from bot.core.working_time import by_when

ENDINGS = ("helped", "referred", "not-reached")  # that an adviser gives when done
REFUSALS = ("need", "place", "full", "other")  # why a desk sends a request on
VERDICTS = ("yes", "partly", "no")
MOST_HAND_ON = 8  # other desks offered; more do not fit under a post


def card(request: Handoff, desk: Desk, content: Content, now: datetime) -> DeskPost:
    """The card of a request as a desk gets it: everything an adviser must know at a glance."""
    language = desk.language
    lines = [
        say(content, "card-head", language, needs=needs_text(request, content, language)),
        _who(request, content, language),
        _given(request, content, language),
        _reach(request, content, language),
        _promise(request, desk, content, now),
        say(content, "card-for-other", language) if request.for_other else "",
        say(content, "card-language", language, spoken=_spoken(request, content, language)),
    ]
    text = "\n".join(line for line in lines if line)
    return post(desk, request, text, card_choices(content, language), quote=request.summary)


def post(
    desk: Desk,
    request: Handoff,
    text: str,
    choices: tuple[Choice, ...] = (),
    *,
    quote: str | None = None,
) -> DeskPost:
    """Something a desk gets to read about a request."""
    return DeskPost(desk.address, Reply(text, choices, quote=quote, handoff=request.id))


def reminder(requests: Sequence[Handoff], desk: Desk, content: Content, now: datetime) -> str:
    """Everything that waits at a desk, in one post, the oldest first."""
    lines = [
        say(
            content,
            "desk-reminder-one",
            desk.language,
            needs=needs_text(request, content, desk.language),
            who=_who(request, content, desk.language) or "–",
            day=day_text(request.at.date(), desk.language),
            name=request.adviser.name if request.adviser else "–",
        )
        for request in sorted(requests, key=lambda one: (one.at, one.id))
    ]
    return "\n".join([say(content, "desk-reminder", desk.language), *lines])


def needs_text(request: Handoff, content: Content, language: Language) -> str:
    """What the request is about, in a few words."""
    labels = [content.needs[n].label.to(language) for n in request.needs if n in content.needs]
    return ", ".join(labels) or say(content, "card-no-need", language)


def _who(request: Handoff, content: Content, language: Language) -> str:
    place = content.places.get(request.place or "")
    told = [
        place.name if place else "",
        say(content, f"size-{request.size}", language) if request.size else "",
    ]
    return ", ".join(one for one in told if one)


def _given(request: Handoff, content: Content, language: Language) -> str:
    given = request.given
    if given is None:
        return ""
    firsts = (
        ("method", content.methods, given.methods),
        ("actor", content.actors, given.actors),
        ("instrument", content.instruments, given.instruments),
    )
    names = [
        name_of(kind, ids[0], content, language)
        for kind, entries, ids in firsts
        if ids and ids[0] in entries
    ]
    return say(content, "card-given", language, what="; ".join(names)) if names else ""


def _reach(request: Handoff, content: Content, language: Language) -> str:
    how = say(content, f"card-reach-{request.reach}", language, contact=request.contact or "")
    when = "" if request.when == "any" else say(content, f"card-when-{request.when}", language)
    return f"{how} {when}".strip()


def _promise(request: Handoff, desk: Desk, content: Content, now: datetime) -> str:
    if request.promised_by is None:
        return ""
    by = by_when(request.promised_by, now, desk, desk.language)
    return say(content, "card-promised", desk.language, by=by)


def _spoken(request: Handoff, content: Content, language: Language) -> str:
    return say(content, f"language-{request.language}", language)


def card_choices(content: Content, language: Language) -> tuple[Choice, ...]:
    """The buttons of a card."""
    return tuple(
        Choice(f"desk={act}", say(content, f"card-{act}", language))
        for act in ("take", "not-ours", "hand-on", "done")
    )


def choices_when_taken(
    request: Handoff, content: Content, language: Language
) -> tuple[Choice, ...]:
    """What the adviser who took it can press; on the telephone Steg cannot hear that they talked."""
    acts = ("done", "hand-on") if request.reach == "here" else ("answered", "done", "hand-on")
    return tuple(Choice(f"desk={act}", say(content, f"card-{act}", language)) for act in acts)


def refusals(content: Content, language: Language) -> tuple[Choice, ...]:
    """Why a request is not a desk's."""
    return tuple(
        Choice(f"desk=not-ours.{why}", say(content, f"refusal-{why}", language)) for why in REFUSALS
    )


def endings(content: Content, language: Language) -> tuple[Choice, ...]:
    """How a request ended."""
    return tuple(
        Choice(f"desk=done.{ending}", say(content, f"ending-{ending}", language))
        for ending in ENDINGS
    )


def verdicts(key: str, content: Content, language: Language) -> tuple[Choice, ...]:
    """Whether it helped, as the owner (key "request") or the adviser ("desk") sees it."""
    return tuple(
        Choice(f"{key}=helped.{verdict}", say(content, f"verdict-{verdict}", language))
        for verdict in VERDICTS
    )


def asked_whether_it_helped(request: Handoff, world: World) -> tuple[DeskPost, ...]:
    """What the desk reads when a request is closed without a word of its adviser."""
    desk = world.desks.by_id.get(request.desk)
    if desk is None:
        return ()
    text = say(world.content, "desk-done", desk.language)
    return (post(desk, request, text, verdicts("desk", world.content, desk.language)),)


def other_desks(desk: Desk, desks: Desks) -> tuple[Choice, ...]:
    """The desks a request can be handed on to: those of the same country first."""
    others: Sequence[Desk] = sorted(
        (one for one in desks.by_id.values() if one.id != desk.id),
        key=lambda one: (one.country != desk.country, one.name),
    )
    return tuple(Choice(f"desk=hand-on.{one.id}", one.name) for one in others[:MOST_HAND_ON])
