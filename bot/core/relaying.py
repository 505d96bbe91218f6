"""What an owner does about a request: writes to the adviser, ends the talk, takes it back, judges it."""

from dataclasses import replace

from bot.core import acts, cards, demand, moving
from bot.core.closing import closed
from bot.core.conversation import DeskPost, Ending, Handoff, Reply, Turn
from bot.core.desks import Desk
from bot.core.draft import Draft, World
from bot.core.files import allowed
from bot.core.going_on import go_on
from bot.core.profile import profile_of
from bot.core.rungs import begun, given_to
from bot.core.typed import says_label
from bot.core.understanding import understand
from bot.core.wording import say
from bot.core.words import words

# What an owner can still say to Steg itself while an adviser has the request.
ALWAYS_FOR_STEG = ("erase", "privacy", "language")


def goes_to_adviser(draft: Draft) -> bool:
    """Whether a message belongs to the talk with an adviser, in which Steg is silent."""
    request, message = draft.request, draft.message
    if request is None or draft.session.relay != request.id or message.choice is not None:
        return False
    said = " ".join(words(message.text or ""))
    return draft.world.reader.phrases.get(said) not in ALWAYS_FOR_STEG


def relayed(draft: Draft) -> Turn:
    """What the owner writes goes to the adviser; a cry for help is answered by Steg as well."""
    request, message = draft.request, draft.message
    assert request is not None  # goes_to_adviser says so
    text = (message.text or "").strip()
    desk = draft.world.desks.by_id.get(request.desk)
    if desk is None or request.adviser is None or not request.is_open:
        return _over(draft)
    if says_label(text, draft.say("request-end")):
        return _ended(draft, request)
    if text and understand(text, draft.world.reader, draft.session.language).act == "distress":
        draft = draft.with_reply(f"{draft.say('distress')}\n\n{acts.lines_to_call(draft)}")
        draft = draft.with_event("distress")
    file = message.file
    if message.attachment is not None and file is None:
        return draft.with_reply(draft.say("request-file-unreadable")).so_far
    if file is not None and not allowed(file.media_type, file.size):
        return draft.with_reply(draft.say("request-file-refused")).so_far
    head = say(draft.world.content, "desk-owner-writes", desk.language)
    reply = Reply(head, quote=text or None, handoff=request.id, relays=True, file=file)
    answered = request.answered_at is not None
    after = begun(request, draft.world, draft.now) if answered else request
    if desk.is_page:
        draft = draft.with_reply(draft.say("request-delivered", name=request.adviser.name))
    return draft.having(posts=(DeskPost(desk.address, reply),), handoff=after).so_far


def _over(draft: Draft) -> Turn:
    """The desk is gone from the settings while they talked: Steg says so and is back."""
    session = replace(draft.session, relay=None)
    return go_on(draft.holding(session).with_reply(draft.say("request-adviser-gone")))


def pressed(draft: Draft, what: str) -> Turn:
    """What one of the owner's buttons about a request leads to."""
    act, _, value = what.partition(".")
    request = draft.request
    if request is None:
        return go_on(draft.with_reply(draft.say("old-button")))
    if act == "helped":
        return _helped(draft, request, value)
    if not request.is_open:
        return go_on(draft.with_reply(draft.say("request-closed-already")))
    if act == "end":
        return _ended(draft, request)
    if act == "withdraw":
        return _withdrawn(draft, request)
    if act in ("yes", "no") and request.proposed:
        return _handed_on(draft, request) if act == "yes" else _stays(draft, request)
    return go_on(draft.with_reply(draft.say("old-button")))


def _ended(draft: Draft, request: Handoff) -> Turn:
    """The owner ends the talk; the adviser is told and says how it went."""
    desk = draft.world.desks.by_id.get(request.desk)
    ending: Ending = "helped" if request.answered_at else "withdrawn"
    turn = closed(request, draft.session, draft.world, draft.now, ending, by_owner=True)
    told = _to_desk(desk, request, draft.world, "desk-owner-ended")
    asked = cards.asked_whether_it_helped(request, draft.world) if request.answered_at else ()
    return _with_posts(draft, turn, (*told, *asked))


def _withdrawn(draft: Draft, request: Handoff) -> Turn:
    desk = draft.world.desks.by_id.get(request.desk)
    turn = closed(request, draft.session, draft.world, draft.now, "withdrawn", by_owner=True)
    return _with_posts(draft, turn, _to_desk(desk, request, draft.world, "desk-withdrawn"))


def _with_posts(draft: Draft, turn: Turn, posts: tuple[DeskPost, ...]) -> Turn:
    session = replace(turn.session, turn=draft.session.turn)
    return replace(turn, session=session, posts=(*turn.posts, *posts))


def _to_desk(
    desk: Desk | None, request: Handoff, world: World, wording: str, **values: str
) -> tuple[DeskPost, ...]:
    if desk is None:
        return ()
    return (cards.post(desk, request, say(world.content, wording, desk.language, **values)),)


def _handed_on(draft: Draft, request: Handoff) -> Turn:
    """The owner said yes to another desk: it gets the same card, the first one is told."""
    world = draft.world
    here, other = (
        world.desks.by_id.get(request.desk),
        world.desks.by_id.get(request.proposed or ""),
    )
    if other is None:
        return _stays(draft, request)
    to = other.actors[0] if other.actors else request.to
    tried = (*request.tried, request.desk)
    moved = given_to(replace(request, to=to, tried=tried), other, world, draft.now)
    session = replace(draft.session, relay=None, handoff=moved.stage)
    draft = draft.holding(session)
    posts = (
        *_to_desk(here, request, world, "desk-hand-on-yes", other=other.name),
        cards.card(moved, other, world.content, draft.now),
    )
    draft = draft.with_reply(draft.say("request-handed-on", office=other.name))
    return go_on(
        draft.having(handoff=moved, posts=posts).with_event("handoff-handed-on", desk=other.id)
    )


def _stays(draft: Draft, request: Handoff) -> Turn:
    desk = draft.world.desks.by_id.get(request.desk)
    posts = _to_desk(desk, request, draft.world, "desk-hand-on-no")
    stays = replace(request, proposed=None)
    return draft.with_reply(draft.say("request-stays")).having(handoff=stays, posts=posts).so_far


def _helped(draft: Draft, request: Handoff, value: str) -> Turn:
    verdict = moving.verdict_of(value)
    if verdict is None:
        return go_on(draft.with_reply(draft.say("old-button")))
    draft = draft.with_reply(draft.say(f"request-verdict-{verdict}"))
    draft = draft.with_event("handoff-verdict", answer=verdict)
    profile = profile_of(draft.session, draft.world.content)
    draft = draft.counting(demand.verdict(draft.session, profile, verdict, draft.now, request))
    return draft.having(handoff=replace(request, helped=verdict)).so_far


def erased(request: Handoff | None, world: World) -> tuple[DeskPost, ...]:
    """What the desk is told when an owner erases everything: that nobody waits there any more."""
    if request is None or not request.is_open:
        return ()
    posts = _to_desk(world.desks.by_id.get(request.desk), request, world, "desk-erased")
    # Named by no request: what belongs to one is gone from the store by then.
    return tuple(replace(post, reply=replace(post.reply, handoff=None)) for post in posts)
