"""What a button can do at once, without being an answer: begin, show others, start anew, erase."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from bot.core import advice_text, introductions, meeting
from bot.core.answers import keeping_words
from bot.core.conversation import Answer, Session, Turn
from bot.core.draft import Draft
from bot.core.going_on import advised_now, go_on


def do(draft: Draft, action: str) -> Turn:
    """Does what a button asks for at once; an action we no longer know is said kindly."""
    deed = ACTIONS.get(action)
    if deed is None:
        return go_on(draft.with_reply(draft.say("old-button")))
    return deed(draft)


def _handoff(draft: Draft) -> Turn:
    """Begins the request for a person; one that is being made goes on where it is."""
    if draft.session.open_flows[-1] == "handoff":
        return go_on(draft)
    care: Literal["", "person"] = "person" if draft.session.care else ""
    return go_on(draft.holding(replace(draft.session, care=care)).opening("handoff"))


def _open(flow: str) -> Callable[[Draft], Turn]:
    return lambda draft: go_on(draft.closing().opening(flow))


def _start(draft: Draft) -> Turn:
    """Shows how to begin with the method advised, in its smallest format."""
    draft = draft.closing()
    given, content = draft.session.given, draft.world.content
    if given is None or not given.methods or given.methods[0] not in content.methods:
        return go_on(draft.with_reply(draft.say("nothing-to-start")))
    method = content.methods[given.methods[0]]
    form = min(method.formats, key=lambda f: f.hours)
    text = advice_text.steps_text(method, form, content, draft.session.language)
    return go_on(draft.with_reply(text).with_event("started", method=method.id))


def _others(draft: Draft) -> Turn:
    draft = draft.closing()
    advised = advised_now(draft)
    shown = draft.session.shown + 1
    skip = 1 + (shown - 1) * advice_text.OFFERED_MORE
    text = advice_text.others_text(advised, draft.world.content, draft.session.language, skip)
    draft = draft.holding(replace(draft.session, shown=shown))
    beside = meeting.offered(draft) if shown == 1 else ()
    return go_on(draft.with_reply(text, beside))


def _why(draft: Draft) -> Turn:
    return go_on(
        draft.with_reply(
            advice_text.why_text(advised_now(draft), draft.world.content, draft.session.language)
        )
    )


def _restart(draft: Draft) -> Turn:
    fresh = replace(
        draft.session,
        open_flows=("main",),
        answers=(),
        words=(),
        heard=(),
        given=None,
        shown=0,
        care="",
    )
    return go_on(draft.holding(fresh).with_reply(draft.say("started-anew")))


def _back(draft: Draft) -> Turn:
    """Takes back the latest answers of the talk that is open; leaves a side talk that has none."""
    session = draft.session
    flow = session.open_flows[-1]
    own = [
        a
        for a in session.answers
        if a.key.startswith(f"{flow}.") or (flow == "main" and "." not in a.key)
    ]
    if not own:
        if flow == "main":
            return go_on(draft.with_reply(draft.say("nothing-before")))
        return go_on(draft.closing())
    latest = max(a.turn for a in own)
    back = session.without(*(a.key for a in own if a.turn == latest))
    return go_on(draft.holding(back))


def _erase_now(draft: Draft) -> Turn:
    gone = Session(draft.session.conversation, draft.session.channel, draft.session.language)
    return draft.holding(gone).with_reply(draft.say("erased")).having(erase=True).so_far


def _groups(draft: Draft) -> Turn:
    session = draft.session.without(
        "need", "main.confirm", "main.choose", "main.again", "main.groups", "main.pick"
    )
    session = session.with_answer(Answer("main.trouble", "menu", session.turn))
    return go_on(draft.holding(replace(session, open_flows=("main",), given=None, shown=0)))


def _other_need_agreed(draft: Draft) -> Turn:
    other = draft.session.answer("other.needs")
    if other is None:
        return go_on(draft.with_reply(draft.say("old-button")))
    session = keeping_words(draft.session, other.value, draft.now).without("other.needs")
    session = session.with_answer(Answer("need", "agreed", session.turn, other.ids))
    draft = draft.holding(replace(session, given=None, shown=0))
    return go_on(draft.with_event("confirmed", needs=" ".join(other.ids)))


def _stop_reminders(draft: Draft) -> Turn:
    return go_on(
        draft.closing().with_reply(draft.say("no-more-reminders")).having(cancel_follow_ups=True)
    )


def _meet(draft: Draft) -> Turn:
    """Asks whether the owner would like to meet others; an old button where that cannot be does nothing."""
    if not introductions.has_something_to_meet_about(draft.session, draft.world.content):
        return go_on(draft.with_reply(draft.say("old-button")))
    return _open("meet")(draft)


def _meet_nobody(draft: Draft) -> Turn:
    return go_on(meeting.without_wish(draft.closing()).with_reply(draft.say("meet-nobody-noted")))


def _resume(draft: Draft) -> Turn:
    session = replace(draft.session.without("other.needs"), care="")
    return go_on(draft.holding(session))


def _stop(draft: Draft) -> Turn:
    draft = draft.holding(replace(draft.session, care="")).closing()
    return draft.with_reply(draft.say("stopped")).so_far


ACTIONS: Mapping[str, Callable[[Draft], Turn]] = {
    "handoff": _handoff,
    "remind": _open("remind"),
    "erase": lambda draft: go_on(draft.opening("erase")),
    "start": _start,
    "others": _others,
    "why": _why,
    "restart": _restart,
    "back": _back,
    "erase-now": _erase_now,
    "groups": _groups,
    "other-need": _other_need_agreed,
    "stop-reminders": _stop_reminders,
    "go-on": _resume,
    "stop": _stop,
    "meet": _meet,
    "meet-nobody": _meet_nobody,
}
