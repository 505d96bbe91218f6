"""One turn of a talk: session and message in; new session, replies, events and signals out."""

from dataclasses import replace
from datetime import timedelta

from bot.core import acts, labels, own_words, relaying, who
from bot.core.answers import TELLING, keeping_words, labelled, noted, read_text
from bot.core.content import Language
from bot.core.conversation import (
    Answer,
    Choice,
    Event,
    Handoff,
    Message,
    Reply,
    Session,
    Turn,
)
from bot.core.draft import Draft, World
from bot.core.going_on import distress_choices, go_on, withdraw_choice
from bot.core.handoff import typed_keys
from bot.core.introductions import FLOW
from bot.core.places import at as place_at
from bot.core.pressed import pressed
from bot.core.profile import profile_of
from bot.core.redaction import dotted
from bot.core.renaming import renamed_session
from bot.core.steps import Standing, choices, standing
from bot.core.trades import MOST_TRADES
from bot.core.typed import NO, YES, chosen_by_typing, says_label, typed
from bot.core.understanding import Meaning, understand
from bot.core.wording import say
from bot.core.words import MAX_TEXT, readable, words

COMES_BACK_AFTER = timedelta(days=14)  # an owner silent this long is asked how it went
ASKING_FOR_MORE = ("again", "lost", "choose")  # kinds of steps after a text that told too little
SMALL_TALK = ("greeting", "thanks")
MOST_WORDS_OF_SMALL_TALK = 3
FEWEST_WORDS_OF_A_NEED = 4  # a stray word or two do not change what a talk is about
WORTH_ASKING = 0.10  # after advice, from here on another need is asked about
WHY = frozenset("hvorfor kvifor koffor koffer korfor varfor varför why".split())
MOST_WORDS_OF_WHY = 3


def begin(message: Message) -> Session:
    """The session of somebody we have not met."""
    return Session(message.conversation, message.channel, message.language or "nb")


def decide(
    session: Session, message: Message, world: World, request: Handoff | None = None
) -> Turn:
    """What a message leads to. The same arguments always give the same turn.

    Args:
        request: the owner's last request for a person, when there is one.
    """
    hidden = own_words.kept(message.text or "", world.content)
    turn = _decided(session, message, world, request, readable(hidden))
    return replace(turn, said=own_words.line(turn, message, hidden, world.content))


def _decided(
    session: Session, message: Message, world: World, request: Handoff | None, redacted: str
) -> Turn:
    message = replace(
        message,
        text=readable(message.text) if message.text is not None else None,
        choice=readable(message.choice) if message.choice is not None else None,
    )
    session = renamed_session(session, world.content)
    may_tell_who = who.may_tell(session, message)
    draft = Draft(
        session,
        replace(session, turn=session.turn + 1),
        message,
        world,
        request=request,
        redacted="" if may_tell_who else redacted,
    )
    turn = labels.settled(_answered(_welcome_back(draft)))
    turn = who.asked_at_the_end(draft, replace(turn, private=turn.private or may_tell_who))
    if _let_go_of_typed_text(session, turn.session):
        turn = replace(turn, forget=True)
    if turn.erase:
        return replace(
            turn, posts=relaying.erased(request, world)
        )  # nobody is remembered, so the next message is the first
    # Somebody who is not well is not met with a notice; it comes when they go on.
    greeting = not session.met and not session.care and not turn.session.care
    replies = _greeted(turn.session, turn.replies, world) if greeting else turn.replies
    after = replace(turn.session, met=session.met or greeting, last_at=message.at)
    return replace(turn, session=_remembering_offers(after, replies, world), replies=replies)


def _let_go_of_typed_text(before: Session, after: Session) -> bool:
    """Whether what was typed for an adviser is done with, where words are not kept; our replies repeat it."""
    return after.keeps is False and bool(set(typed_keys(before)) - set(typed_keys(after)))


def _remembering_offers(session: Session, replies: tuple[Reply, ...], world: World) -> Session:
    at = standing(session, world.content, world.reader)
    asked = choices(at, at.step) if at.step else ()
    # A number means what was said last, so that comes first.
    beside = tuple(c for reply in reversed(replies) for c in reply.choices if c not in asked)
    return replace(
        session, offered=beside, offered_last=bool(beside) and replies[-1].choices != asked
    )


def fall_due(session: Session, kind: str, message: Message, world: World) -> Turn:
    """What a follow-up leads to when its time has come."""
    session = renamed_session(session, world.content)
    draft = Draft(session, replace(session, turn=session.turn + 1), message, world)
    begun = draft.opening("reminded")
    turn = go_on(begun.with_reply(begun.say("reminder", what=_what_to_do(draft))))
    return replace(turn, events=(*turn.events, Event("follow-up", message.at, {"kind": kind})))


def _what_to_do(draft: Draft) -> str:
    given = draft.session.given
    if given and given.methods and given.methods[0] in draft.world.content.methods:
        return draft.world.content.methods[given.methods[0]].name.to(draft.session.language)
    return draft.say("what-we-talked-about")


def _greeted(session: Session, replies: tuple[Reply, ...], world: World) -> tuple[Reply, ...]:
    """The replies, after hello and the notice of what is kept."""
    notice = say(world.content, "hello", session.language)
    offered = () if session.keeps is not None else acts.notice_for(session, world.content)
    return (Reply(notice, offered), *replies)


def _answered(draft: Draft) -> Turn:
    message = draft.message
    if relaying.goes_to_adviser(draft):
        return relaying.relayed(draft)
    if message.choice is not None:
        return pressed(draft.having(pressed=_label(draft, message.choice)), message.choice)
    if message.location is not None:
        return _located(draft, message.location)
    if message.attachment is not None:
        draft = draft.with_reply(draft.say("cannot-see"))
        return _said(draft, message.text) if message.text else go_on(draft)
    return _said(draft, (message.text or "")[:MAX_TEXT])


def _label(draft: Draft, choice: str) -> str | None:
    """What the button said that was pressed, as far as it is still offered."""
    at = draft.at()
    offered = (
        *(choices(at, at.step) if at.step else ()),
        *acts.notice_choices(draft),
        *distress_choices(draft),
    )
    return next((c.label for c in offered if c.id == choice), None)


def _welcome_back(draft: Draft) -> Draft:
    last, given = draft.session.last_at, draft.session.given
    away = last is not None and draft.now - last >= COMES_BACK_AFTER
    if (
        not away
        or given is None
        or draft.message.choice is not None
        or {"back-again", "reminded", FLOW} & set(draft.session.open_flows)
    ):
        return draft
    return draft.opening("back-again")


def _located(draft: Draft, location: tuple[float, float]) -> Turn:
    place = place_at(*location, draft.world.reader.places)
    if place is None:
        return go_on(draft.with_reply(draft.say("place-outside")))
    draft = draft.holding(draft.session.with_answer(Answer("place", place, draft.session.turn)))
    return go_on(draft.with_reply(draft.say("noted", facts=draft.world.content.places[place].name)))


def _said(draft: Draft, text: str) -> Turn:
    at = draft.at()
    typed = _typed(draft, at, text)
    meaning = understand(
        text, draft.world.reader, _language_before(draft), at.step.fact if at.step else None
    )
    meaning = _with_what_was_said_before(draft, at, text, meaning)
    if meaning.act == "distress" and typed is None:
        return acts.answer(_in_language(draft, meaning, quietly=True), "distress", meaning, text)
    if (
        typed is None
        and not (at.step and at.step.kind == "text")
        and not _answers_the_fact(draft, at, text, meaning)
    ):
        draft = _in_language(draft, meaning)
    if typed:
        return _with_rest(draft, typed, text)
    phrase = draft.world.reader.phrases.get(" ".join(words(text)))
    if draft.session.care == "distress" and phrase not in acts.ALWAYS and meaning.act != "human":
        return acts.after_distress(draft)
    if draft.session.care == "asked-softly":
        draft = draft.holding(replace(draft.session, care=""))
    if phrase:
        return acts.answer(draft, phrase, meaning, text)
    return _read(draft, draft.at(), text, meaning)


def _language_before(draft: Draft) -> Language | None:
    """The language of the talk so far; None at the very first word of somebody whose platform tells none."""
    first = draft.before.last_at is None and not draft.session.language_chosen
    return None if first and draft.message.language is None else draft.session.language


def _with_what_was_said_before(draft: Draft, at: Standing, text: str, meaning: Meaning) -> Meaning:
    """The meaning with the needs of all that was told, when we asked for more of the same trouble."""
    asked_for_more = at.step is not None and at.step.kind in ASKING_FOR_MORE
    if not asked_for_more or meaning.act or meaning.sure or not draft.session.words:
        return meaning
    told = "\n".join([*(dotted(said.text) for said in draft.session.words), text])
    both = understand(told, draft.world.reader, draft.session.language)
    return replace(meaning, needs=both.needs, sure=both.sure) if both.act is None else meaning


def _typed(draft: Draft, at: Standing, text: str) -> Choice | None:
    """The choice a text means: one of the open question first, then one of the notice."""
    if draft.session.care in acts.ASKING_SOFTLY:
        return chosen_by_typing(text, distress_choices(draft))
    last = draft.before.offered
    if last and (draft.before.offered_last or not _is_answered_first(at, text)):
        chosen = who.refused(text, last) or chosen_by_typing(text, last)
        if chosen is not None:
            return chosen
    if at.step is not None and at.step.fact in ("size", "team") and text.strip().isdecimal():
        return None  # a number is how many they are, not which button
    chosen = chosen_by_typing(text, choices(at, at.step)) if at.step else None
    if chosen is None and draft.request is not None and draft.request.is_open:
        chosen = next((c for c in (withdraw_choice(draft),) if says_label(text, c.label)), None)
    said = words(text)
    if chosen is None and said and said[0] in WHY and len(said) <= MOST_WORDS_OF_WHY:
        return next(
            (c for c in (choices(at, at.step) if at.step else ()) if c.id.endswith("why")), None
        )
    return chosen


def _is_answered_first(at: Standing, text: str) -> bool:
    """Whether a bare number, yes or no belongs to the open question and not to what stood beside it."""
    bare = text.strip().isdecimal() or set(typed(text)) <= YES | NO
    return bare and at.step is not None and bool(choices(at, at.step))


def _with_rest(draft: Draft, typed: Choice, text: str) -> Turn:
    """Presses a typed label; the rest may answer what is asked then ("remind me on Saturday")."""
    turn = pressed(draft, typed.id)
    if turn.told_who:
        return turn
    rest = " ".join(words(text)[len(words(typed.label)) :])
    after = replace(draft, session=turn.session, turn=None).at()
    then = chosen_by_typing(rest, choices(after, after.step)) if rest and after.step else None
    return pressed(replace(draft, session=turn.session, turn=None), then.id) if then else turn


def _in_language(draft: Draft, meaning: Meaning, *, quietly: bool = False) -> Draft:
    session = draft.session
    stays = meaning.act in ("language", "off-topic") or session.language_chosen
    if meaning.language == session.language or (stays and session.met):
        return draft
    changed = draft.holding(replace(session, language=meaning.language))
    return (
        changed.with_reply(changed.say("language-changed"))
        if session.met and not quietly
        else changed
    )


def _read(draft: Draft, at: Standing, text: str, meaning: Meaning) -> Turn:
    """The answer to the open question, facts said in passing, an act, or more about the trouble."""
    if at.step is not None and at.step.kind == "text":
        meaning = replace(
            meaning, act=None
        )  # only known phrases are acts here, and they were taken before
    if (
        at.step is not None
        and at.step.kind in TELLING
        and meaning.act in SMALL_TALK
        and not _is_short(text)
    ):
        meaning = replace(meaning, act=None)  # "it is not going so well" is no thank-you
    answers = _answers_the_fact(draft, at, text, meaning)
    # "Can I talk to a person" names one person, and is still no answer to how many they are.
    acts_first = meaning.act in ("explain", "human")
    acts_first = acts_first or (not answers and meaning.act is not None and not _is_short(text))
    if meaning.act and acts_first:
        return acts.answer(draft, meaning.act, meaning, text)
    session = read_text(at, at.step, text, meaning) if at.step and not meaning.act else None
    if session is None and at.step and at.step.fact:
        session = read_text(at, at.step, text, meaning)
    read = draft.holding(session) if session else draft
    passed = _in_passing(read, at, meaning)
    if session is not None or passed.session.answers != read.session.answers:
        return _taken(draft, passed, at, text, meaning)
    if meaning.act:
        return acts.answer(draft, meaning.act, meaning, text)
    return _more(draft, at, text, meaning)


def _answers_the_fact(draft: Draft, at: Standing, text: str, meaning: Meaning) -> bool:
    """Whether a text answers the fact that was asked for, which says more than any learned act."""
    if at.step is None or at.step.fact is None:
        return False
    session = read_text(at, at.step, text, meaning)
    return session is not None and session.answer(at.step.fact) is not None


def _is_short(text: str) -> bool:
    return len(words(text)) <= MOST_WORDS_OF_SMALL_TALK


def _taken(draft: Draft, passed: Draft, at: Standing, text: str, meaning: Meaning) -> Turn:
    """Goes on with what was taken from a text, saying back the facts that were not asked for."""
    passed = passed.having(needs=meaning.needs)
    if at.step is not None and at.step.kind in TELLING and not _only_facts(draft, passed):
        kept = keeping_words(passed.session, passed.redacted, passed.now)
        passed = _heard_event(passed.holding(kept))
    said_back = noted(
        draft.session, passed.session, draft.world.content, at.step.fact if at.step else None
    )
    return go_on(passed.with_reply(said_back) if said_back else passed)


def _only_facts(draft: Draft, passed: Draft) -> bool:
    """Whether nothing of the trouble was read in a text."""
    before, after = draft.session.answer("main.trouble"), passed.session.answer("main.trouble")
    return before == after


def _in_passing(draft: Draft, at: Standing, meaning: Meaning) -> Draft:
    """With the facts a text holds besides the answer; a later one replaces an earlier one."""
    session = draft.session
    if at.step is not None and at.step.kind == "text":
        return draft
    asked = at.step.fact if at.step else None
    size = meaning.told.size if asked not in ("size", "team") else None
    known_size = session.answer("size")
    if known_size is not None and known_size.value in ("public", "association"):
        size = None  # how many they are does not change what they are
    found: dict[str, str | None] = {
        "place": meaning.place if asked != "place" else None,
        "size": size,
        "time": meaning.told.time if asked != "time" else None,
    }
    for key, value in found.items():
        before = session.answer(key)
        if value and (before is None or before.value != value):
            session = session.with_answer(Answer(key, value, session.turn))
    if meaning.trades:
        session = _with_trades(session, meaning.trades)
    return draft.holding(_with_other_labels(draft, at, session))


def _with_trades(session: Session, trades: tuple[str, ...]) -> Session:
    """The session with what the firm lives by; a trade told later is added to the first."""
    before = session.answer("trade")
    known = before.ids if before else ()
    both = tuple(dict.fromkeys((*known, *trades)))[:MOST_TRADES]
    return (
        session
        if both == known
        else session.with_answer(Answer("trade", "told", session.turn, both))
    )


def _with_other_labels(draft: Draft, at: Standing, session: Session) -> Session:
    """The session with a text that is just what the button of another question says."""
    for fact, value in labelled(at, draft.message.text or "").items():
        session = session.with_answer(Answer(fact, value, session.turn))
    return session


def _heard_event(draft: Draft) -> Draft:
    answer = draft.session.answer("main.trouble")
    if answer is None or answer.turn != draft.session.turn:
        return draft
    draft = draft.holding(labels.hearing(draft.session, draft.redacted, draft.now))
    if answer.value in ("unknown", "lost"):
        words_kept = {} if draft.session.keeps is False else {"words": draft.redacted}
        return draft.with_event("not-understood", language=draft.session.language, **words_kept)
    return draft.with_event("heard", needs=" ".join(answer.ids))


def _more(draft: Draft, at: Standing, text: str, meaning: Meaning) -> Turn:
    """A text that answers nothing: another need, or something we did not understand."""
    draft = draft.having(needs=meaning.needs)
    new = tuple(n for n in meaning.meant() if n in _new_to(draft, meaning))
    likely = tuple(
        n for n, weight in meaning.needs if weight >= WORTH_ASKING and n in _new_to(draft, meaning)
    )
    if (
        at.step is not None
        and at.step.id == "next"
        and likely
        and len(words(text)) >= FEWEST_WORDS_OF_A_NEED
    ):
        return _other_need(draft, likely)
    writing = at.step is not None and at.step.kind == "text"  # an address that is none is no need
    if meaning.sure and new and not writing and len(words(text)) >= FEWEST_WORDS_OF_A_NEED:
        kept = draft.holding(keeping_words(draft.session, draft.redacted, draft.now))
        agreed = kept.session.answer("need")
        if agreed:
            needs = (*agreed.ids, *new)[:3]
            kept = kept.holding(kept.session.with_answer(replace(agreed, ids=needs)))
        return go_on(kept.with_reply(kept.say("noted-that")))
    told_again = _told_again(draft, at, meaning)
    if told_again:
        return go_on(draft.with_reply(told_again))
    again = at.step.again if at.step else None
    return go_on(
        draft.with_reply(again.to(draft.session.language) if again else draft.say("not-understood"))
    )


def _told_again(draft: Draft, at: Standing, meaning: Meaning) -> str | None:
    """What to say to facts that were told before and are told again."""
    blank = draft.holding(replace(draft.session, answers=()))
    again = noted(blank.session, _in_passing(blank, at, meaning).session, at.content, None)
    return draft.say("known-already") if again else None


def _new_to(draft: Draft, meaning: Meaning) -> frozenset[str]:
    """The needs of a text that were not agreed on before."""
    known = profile_of(draft.session, draft.world.content).need_ids()
    return frozenset(need for need, _ in meaning.needs if need not in known)


def _other_need(draft: Draft, new: tuple[str, ...]) -> Turn:
    """After advice: asks whether to look at the other need instead."""
    kept = "" if draft.session.keeps is False else draft.redacted
    session = draft.session.with_answer(Answer("other.needs", kept, draft.session.turn, new))
    draft = draft.holding(session)
    label = draft.world.content.needs[new[0]].clause.to(session.language)
    offered = (
        Choice("do=other-need", draft.say("yes-show-me")),
        Choice("do=go-on", draft.say("no-stay")),
    )
    return draft.with_reply(draft.say("rather-this", need=label), offered).so_far


__all__ = ["World", "begin", "decide", "fall_due"]
