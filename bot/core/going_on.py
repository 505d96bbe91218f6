"""Goes on with a talk: what there is to say by now, the advice when it is due, then the open question."""

from dataclasses import replace

from bot.core import advice_text, demand, gap, handoff, meeting
from bot.core.advice import ACTORS_SHOWN, INSTRUMENTS_SHOWN, METHODS_SHOWN, Advised, advise
from bot.core.content import Content
from bot.core.conversation import Choice, Given, Handoff, Session, Turn
from bot.core.draft import MOST_OPEN_FLOWS, Draft
from bot.core.flow import Flow, Step, path
from bot.core.follow_up import HERE, follow_up
from bot.core.profile import COUNTRY_OF, FACTS, profile_of
from bot.core.sending import sent
from bot.core.steps import Standing, ask, known
from bot.core.way import asked
from bot.core.wording import fill
from bot.core.working_time import by_when

URGENT = frozenset({"money-tight"})  # needs where what to do today is said at once, step by step


def go_on(draft: Draft) -> Turn:
    """The statements come by since the last turn, then the open question: nothing open is ever lost."""
    for _ in range(MOST_OPEN_FLOWS + 2):
        at = draft.at()
        draft, attached = _statements(draft, at)
        if at.step is not None:
            return _asking(draft, draft.at(), attached)
        if at.flow.id == "main":
            return draft.so_far
        draft = draft.closing()
        if draft.session.care == "person":
            return softly(draft)
        if draft.so_far.handoff is not None and not known(
            draft.session, draft.world.content, "need"
        ):
            return draft.with_reply(draft.say("write-more")).so_far
    return draft.so_far


def softly(draft: Draft) -> Turn:
    """Asks softly whether to go on; advice comes back only when the owner does."""
    draft = draft.holding(replace(draft.session, care="asked-softly"))
    return draft.with_reply(draft.say("distress-softly"), distress_choices(draft)).so_far


def distress_choices(draft: Draft) -> tuple[Choice, ...]:
    """A person, going on, or stopping: nothing else is offered while somebody is not well."""
    return (
        Choice("do=handoff", draft.say("distress-person")),
        Choice("do=go-on", draft.say("distress-go-on")),
        Choice("do=stop", draft.say("distress-stop")),
    )


def _statements(draft: Draft, at: Standing) -> tuple[Draft, bool]:
    """Says what lies between; True when advice was given, to which the next choices are attached."""
    advised = False
    for step in walked(draft.session, at.flow, draft.world.content):
        if step.kind == "say" and step.ask and at.step is None:
            draft = draft.with_reply(step.ask.to(draft.session.language))
        elif step.kind == "send" and at.step is None:
            draft = _send(draft, step)
        elif step.kind == "remind" and at.step is None:
            draft = _schedule(draft, step)
        elif step.kind == "willing" and at.step is None:
            draft = meeting.kept_wish(draft, step)
        elif step.kind == "introduce" and at.step is None:
            draft = meeting.kept_answer(draft, step)
        elif step.kind == "advise":
            draft, advised = _give(draft)
    return draft, advised


def _asking(draft: Draft, at: Standing, attached: bool) -> Turn:
    if at.step is None:
        return draft.so_far
    question = ask(at, at.step)
    turn = draft.so_far
    if attached and turn.replies:
        last = turn.replies[-1]
        return replace(
            turn,
            replies=(
                *turn.replies[:-1],
                replace(last, choices=question.choices, asks=question.asks),
            ),
        )
    which = draft.session.answer("place-which")
    if at.step.kind == "place" and which is not None and which.turn == draft.session.turn:
        question = replace(
            question, text=draft.say("which-place" if which.ids else "place-unknown")
        )
    return replace(turn, replies=(*turn.replies, question))


def advised_now(draft: Draft) -> Advised:
    """The advice for what is known by now; without a place, for the country the language points at."""
    profile = profile_of(draft.session, draft.world.content)
    if profile.country is None:
        profile = replace(profile, country=COUNTRY_OF[draft.session.language])
    return advise(profile, draft.world.content, draft.now.date())


def _give(draft: Draft) -> tuple[Draft, bool]:
    """Gives the advice when it is new or has changed, only what has; True when something was said."""
    advised = advised_now(draft)
    if profile_of(draft.session, draft.world.content).money is False:
        advised = replace(advised, instruments=())
    before, given = draft.session.given, _given(advised)
    if before is not None and (before == given or not _facts_changed(draft)):
        return draft, False
    draft = draft.holding(replace(draft.session, given=given, shown=0))
    texts = _advice_texts(draft, advised, before)
    head = draft.say("advice-again") if before and texts else ""
    for text in texts or [draft.say("advice-same")]:
        draft, head = draft.with_reply(f"{head}\n\n{text}".strip()), ""
    return _counted(draft, given), True


def _facts_changed(draft: Draft) -> bool:
    """Whether a need or a fact was told in this turn; a change of language alone changes no advice."""
    return any(
        a.turn == draft.session.turn and a.key in ("need", *FACTS) for a in draft.session.answers
    )


def _given(advised: Advised) -> Given:
    return Given(
        tuple(a.id for a in advised.methods[:METHODS_SHOWN]),
        tuple((a.id, a.format.kind) for a in advised.methods[:METHODS_SHOWN] if a.format),
        tuple(a.id for a in advised.actors[:ACTORS_SHOWN]),
        tuple(a.id for a in advised.instruments[:INSTRUMENTS_SHOWN]),
    )


def _advice_texts(draft: Draft, advised: Advised, before: Given | None) -> list[str]:
    """One text each for the method, the office and the money, leaving out what was said before."""
    content, language, today = draft.world.content, draft.session.language, draft.now.date()
    if not advised.methods and not advised.actors:
        told = "" if draft.session.keeps is False else f" {draft.say('gap-noted')}"
        return [f"{draft.say('gap')}{told} {draft.say('gap-person')}"]
    texts: list[str] = []
    method = advised.methods[0] if advised.methods else None
    if method is None:
        texts.append(draft.say("no-method"))
    elif URGENT & set(profile_of(draft.session, content).need_ids()):
        texts.append(advice_text.today_text(content.methods[method.id], content, language))
    elif not (
        before and (method.id, method.format.kind if method.format else "") in before.formats[:1]
    ):
        texts.append(
            f"{draft.say('advice-method')}\n\n{advice_text.method_text(method, content, language)}"
        )
    actor = advised.actors[0] if advised.actors else None
    if actor is None:
        texts.append(draft.say("no-actor"))
    elif not (before and actor.id in before.actors[:1]):
        texts.append(
            f"{draft.say('advice-actor')}\n\n{advice_text.actor_text(actor, content, language, today)}"
        )
    money = advised.instruments[0] if advised.instruments else None
    if money and not (before and money.id in before.instruments[:1]):
        texts.append(
            f"{draft.say('advice-money')}\n\n{advice_text.instrument_text(money, content, language, today)}"
        )
    return texts


def _counted(draft: Draft, given: Given) -> Draft:
    profile = profile_of(draft.session, draft.world.content)
    lacking = gap.lacks_something(given, profile)
    left_out = advised_now(draft).left_out if lacking else ()
    reason = gap.gap_reason(given, profile, left_out, draft.world.content)
    signals = demand.signals_of(
        draft.session,
        profile,
        given,
        draft.now,
        reason,
        asked=asked(draft.session, draft.world.content),
    )
    return draft.counting(signals).with_event(
        "advised",
        methods=" ".join(given.methods),
        actors=" ".join(given.actors),
        instruments=" ".join(given.instruments),
    )


def _send(draft: Draft, step: Step) -> Draft:
    """Keeps the request for a person and says what happens now."""
    content = draft.world.content
    request, posts = sent(draft)
    if request is None:
        return draft
    draft = _said_sent(draft, step, request).having(handoff=request, posts=posts)
    draft = draft.holding(replace(draft.session, handoff=request.stage))
    if draft.session.care:
        return draft
    profile = profile_of(draft.session, content)
    on_the_way = asked(draft.session, content)
    draft = draft.counting(
        demand.handoff_signal(draft.session, profile, request, draft.now, asked=on_the_way)
    )
    if draft.session.given is None and known(draft.session, content, "need"):
        draft = draft.with_reply(draft.say("meanwhile"))
    return draft.with_event("handoff", to=request.to, stage=request.stage)


def _said_sent(draft: Draft, step: Step, request: Handoff) -> Draft:
    """Says who has it and by when they answer, how to take it back, and what can be done at once."""
    desk = draft.world.desks.by_id.get(request.desk)
    if desk is None or request.promised_by is None:
        text = fill(step.ask.to(draft.session.language), {}) if step.ask else ""
        withdraw: tuple[Choice, ...] = ()
    else:
        by = by_when(request.promised_by, draft.now, desk, draft.session.language)
        text = draft.say("request-sent", office=desk.name, by=by)
        withdraw = (withdraw_choice(draft),)
    contact = handoff.contact_now(draft.session, draft.world.content)
    return draft.with_reply(f"{text}\n\n{contact}".strip(), withdraw)


def withdraw_choice(draft: Draft) -> Choice:
    """Takes a request back."""
    return Choice("request=withdraw", draft.say("request-withdraw"))


def _schedule(draft: Draft, step: Step) -> Draft:
    """Keeps the follow-up the owner asked for and says when it comes."""
    content, planned = draft.world.content, follow_up(draft.session, draft.now)
    if planned is None:
        return draft
    day = advice_text.moment_text(planned.due_at.astimezone(HERE), content, draft.session.language)
    text = fill(step.ask.to(draft.session.language), {"day": day}) if step.ask else ""
    return draft.with_reply(text).having(follow_up=planned).with_event("follow-up-asked")


def walked(session: Session, flow: Flow, content: Content) -> tuple[Step, ...]:
    """The steps of a flow that the owner has come by."""
    answers = {a.key: a.value for a in session.answers}
    return path(flow, answers, lambda key: known(session, content, key))
