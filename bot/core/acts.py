"""What Steg does with a message that is no need: a greeting, a question, distress, a wish for a person."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import deeds, explain, handoff, meeting
from bot.core.content import LANGUAGES, Actor, Content, Language
from bot.core.conversation import Answer, Choice, Session, Turn
from bot.core.draft import Draft
from bot.core.going_on import distress_choices, go_on, softly
from bot.core.profile import country_of
from bot.core.understanding import Meaning
from bot.core.wording import say
from bot.core.words import words

ASKING_SOFTLY = ("distress", "asked-softly")
GOOD_IN_DISTRESS = ("do=handoff", "do=go-on", "do=stop", "do=erase", "do=privacy")
ALWAYS = (
    "human",
    "erase",
    "privacy",
    "language",
)  # what is answered also while somebody is not well
LANGUAGE_NAMES: Mapping[Language, str] = {"nb": "Norsk", "sv": "Svenska", "en": "English"}
_LANGUAGE_WORDS: Mapping[str, Language] = {
    **dict.fromkeys("norsk norska norwegian bokmål bokmal nynorsk".split(), "nb"),
    **dict.fromkeys("svensk svenska swedish".split(), "sv"),
    **dict.fromkeys("engelsk engelska english".split(), "en"),
}


def answer(draft: Draft, act: str, meaning: Meaning | None, text: str) -> Turn:
    """The answer to an act; the open question is asked again after it."""
    if draft.session.care in ASKING_SOFTLY and act != "human":
        draft = draft.holding(replace(draft.session, care=""))
    draft = draft.having(act=act)
    if act == "explain":
        return _explain(draft, meaning, text)
    if act == "language":
        return _language(draft, text)
    if act == "distress":
        return distress(draft)
    if act == "human":
        return _human(draft, text)
    return _ACTS[act](draft)


def command(draft: Draft, name: str) -> Turn | None:
    """What a command such as /help or /privacy leads to; None when it is none of these."""
    if name == "hello":
        return hello(draft)
    act = {"help": "about-bot", "language": "language", "privacy": "privacy"}.get(name)
    return answer(draft, act, None, "") if act else None


def hello(draft: Draft) -> Turn:
    """Begins, or begins again, from the first question."""
    if draft.before.met and "back-again" not in draft.session.open_flows:
        draft = draft.with_reply(draft.say("hello-again"))
    return go_on(draft)


def _plain(wording: str) -> Callable[[Draft], Turn]:
    return lambda draft: go_on(draft.with_reply(draft.say(wording)))


def _greeting(draft: Draft) -> Turn:
    return hello(draft)


def _thanks(draft: Draft) -> Turn:
    return draft.with_reply(draft.say("thanks"), meeting.offered(draft)).so_far


def _human(draft: Draft, text: str = "") -> Turn:
    turn = deeds.do(draft.with_event("human"), "handoff")
    if not handoff.asks_for_others(text):
        return turn
    for_other = Answer("handoff.other", "said", turn.session.turn)
    return go_on(draft.with_event("human").holding(turn.session.with_answer(for_other)))


def _off_topic(draft: Draft) -> Turn:
    """Said kindly once; after that only the open question is asked again."""
    times = draft.session.off_topic
    draft = draft.holding(replace(draft.session, off_topic=times + 1)).with_event("off-topic")
    return go_on(draft.with_reply(draft.say("off-topic" if times == 0 else "off-topic-again")))


def _privacy(draft: Draft) -> Turn:
    """Tells what is kept and for how long; the service adds all of it as a file."""
    offered = (
        Choice("keep=no", draft.say("keep-no")),
        Choice("do=erase", draft.say("erase-all")),
        Choice("do=go-on", draft.say("go-on")),
    )
    text = draft.say("privacy", days=str(draft.world.keep_text_days))
    return draft.with_reply(text, offered).having(tells_kept=True).so_far


def _explain(draft: Draft, meaning: Meaning | None, text: str) -> Turn:
    named = meaning.named if meaning else ()
    known = [n for n in named if explain.is_known(n, draft.world.content)]
    entries = known[: explain.MOST_EXPLAINED]
    content, language = draft.world.content, draft.session.language
    if not entries:
        return go_on(draft.with_reply(draft.say("explain-unknown")).with_event("explain-unknown"))
    for entry in entries:
        draft = draft.with_reply(explain.text(entry, content, language, draft.now.date()))
    draft = draft.with_event("explained", entries=" ".join(e.id for e in entries))
    return go_on(draft)


def _language(draft: Draft, text: str) -> Turn:
    named = next((_LANGUAGE_WORDS[w] for w in words(text) if w in _LANGUAGE_WORDS), None)
    if named:
        return speaking(draft, named)
    offered = tuple(Choice(f"lang={code}", LANGUAGE_NAMES[code]) for code in LANGUAGES)
    return draft.with_reply(draft.say("which-language"), offered).so_far


def speaking(draft: Draft, language: str) -> Turn:
    """Goes on in a language the owner chose."""
    code: Language = "sv" if language == "sv" else "en" if language == "en" else "nb"
    draft = draft.holding(replace(draft.session, language=code, language_chosen=True))
    return go_on(draft.with_reply(draft.say("language-chosen")))


def keeping(draft: Draft, keep: bool) -> Turn:
    """Remembers whether the owner's words may be kept; a no removes those kept so far."""
    session = replace(draft.session, keeps=keep)
    session = session if keep else _without_words(session)
    draft = draft.holding(session).with_reply(draft.say("keeping" if keep else "not-keeping"))
    draft = draft.with_event("keeps", value=str(keep).lower())
    return go_on(draft if keep else meeting.without_wish(draft).having(forget=True))


def _without_words(session: Session) -> Session:
    """The session without the owner's words; what was typed for an adviser stays until it is sent."""
    other = session.answer("other.needs")
    session = session.with_answer(replace(other, value="")) if other else session
    return replace(session, words=(), heard=())


def notice_for(session: Session, content: Content) -> tuple[Choice, ...]:
    """The choices under the notice of what is kept."""
    return (
        Choice("keep=yes", say(content, "keep-yes", session.language)),
        Choice("keep=no", say(content, "keep-no", session.language)),
        Choice("do=privacy", say(content, "what-does-it-mean", session.language)),
    )


def notice_choices(draft: Draft) -> tuple[Choice, ...]:
    """The same, for this draft; they can be typed as long as they are unanswered."""
    return notice_for(draft.session, draft.world.content)


# --- distress


def distress(draft: Draft) -> Turn:
    """Calm words, lines to call in the owner's country, a person; nothing of the talk, no demand by place."""
    draft = draft.holding(replace(draft.session, care="distress"))
    draft = draft.with_reply(draft.say("distress")).with_reply(lines_to_call(draft))
    return (
        draft.with_reply(draft.say("distress-stays"), distress_choices(draft))
        .with_event("distress")
        .having(private=True)
        .so_far
    )


def after_distress(draft: Draft) -> Turn:
    """Asks softly whether to go on; what is written meanwhile is not kept."""
    return softly(draft.having(private=True))


def lines_to_call(draft: Draft) -> str:
    """Whom to call in the owner's country, a line each: name, number and hours; always open ones first."""
    country = country_of(draft.session, draft.world.content)
    content, language = draft.world.content, draft.session.language
    lines: list[str] = []
    for area in (
        a for a in content.areas.values() if a.inside is None and country in (None, a.country)
    ):
        actors = [
            a for a in content.actors.values() if a.role == "distress" and a.country == area.country
        ]
        # Without a country both are given, each under its name.
        lines += [] if country else [f"{area.name.to(language)}:"]
        lines += [_line(a, language) for a in sorted(actors, key=lambda a: (a.order, a.id))]
    return "\n".join(lines)


def _line(actor: Actor, language: Language) -> str:
    parts = [
        actor.phone or actor.web,
        actor.hours.to(language).rstrip(".") if actor.hours else None,
    ]
    return f"**{actor.name}**: {'. '.join(part for part in parts if part)}."


_ACTS: Mapping[str, Callable[[Draft], Turn]] = {
    "greeting": _greeting,
    "thanks": _thanks,
    "about-bot": _plain("about-bot"),
    "restart": lambda draft: deeds.do(draft, "restart"),
    "back": lambda draft: deeds.do(draft, "back"),
    "privacy": _privacy,
    "erase": lambda draft: deeds.do(draft, "erase"),
    "off-topic": _off_topic,
}
