"""What a text or a button is as the answer to a step. A new kind of step is one entry in the table here."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.core import handoff
from bot.core.content import GROUPS, Content
from bot.core.conversation import Answer, Choice, Said, Session
from bot.core.flow import Step
from bot.core.own_words import kept
from bot.core.places import alike
from bot.core.profile import VALUES, profile_of
from bot.core.redaction import redacted
from bot.core.redaction_numbers import ID
from bot.core.steps import MOST_OFFERED, Standing, candidates, choices
from bot.core.typed import NO, YES, chosen_by_typing, typed
from bot.core.understanding import Meaning
from bot.core.wording import capital, say
from bot.core.words import words

TELLING = (
    "trouble",
    "again",
    "choose",
    "confirm",
    "groups",
    "pick",
    "lost",
)  # where the trouble is told
SETTLING = ("confirm", "choose", "again", "pick")  # kinds of steps that settle on a need
LEAVING = ("text", "recipients")  # kinds whose written options are no answers, but ways out
BOTH = frozenset(typed("begge båda bägge både both"))
MOST_TEXTS_KEPT = 20  # about the trouble, for the summary
FEWEST_WORDS_TOLD = 4  # shorter texts tell an adviser nothing
LONGEST_CONTACT = 200  # characters of a name with a number or an address
LONGEST_ANSWER = 600  # characters of a free answer, such as a changed summary
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
PHONE = re.compile(r"(?<!\d)\+?\d[\d\s()./-]{6,18}\d(?!\d)")
FEWEST_DIGITS, MOST_DIGITS = 8, 15  # of a telephone number, with or without the country's own


def read_text(at: Standing, step: Step, text: str, meaning: Meaning) -> Session | None:
    """The session with the answer a text gives to a step; None when it gives none."""
    reads = _READS.get(step.kind)
    return reads(at, step, text, meaning) if reads else None


def read_choice(at: Standing, step: Step, value: str) -> Session | None:
    """The session with the value of a button as answer; None when the step does not know it."""
    offered = {c.id for c in choices(at, step)}
    if f"{at.flow.key(step)}={value}" not in offered:
        return None
    return _given(at, step, value)


def _given(at: Standing, step: Step, value: str, ids: tuple[str, ...] = ()) -> Session:
    session = at.session.with_answer(Answer(at.flow.key(step), value, at.session.turn, ids))
    agreed = _agreed(at, step, value)
    if step.kind in SETTLING and not agreed:
        session = session.without("need")
    if agreed:
        session = session.with_answer(Answer("need", "agreed", session.turn, agreed))
    if step.kind == "handoff":
        shown = handoff.recipient(at.session, at.content) or ""
        session = session.with_answer(Answer(f"{at.flow.id}.to", shown, session.turn))
        desk = at.desk()
        if desk is not None:
            session = session.with_answer(Answer(f"{at.flow.id}.desk", desk.id, session.turn))
    return _led_on(at, step, value, session)


def _led_on(at: Standing, step: Step, value: str, session: Session) -> Session:
    """The session with the step asked anew that this answer reopens, or leads to however often."""
    option = next((o for o in step.options if o.value == value), None)
    after = at.flow.step(option.go) if option and option.go else None
    if after is not None and after.reopens:
        return _asked_anew(session, at.flow.key(after))
    if step.reopens is None or (option is not None and option.go):
        return session
    if option is not None and step.kind in LEAVING:
        session = session.without(at.flow.key(step))
    return session.without(f"{at.flow.id}.{step.reopens}")


def _asked_anew(session: Session, key: str) -> Session:
    """The session without this answer, which is kept beside it until there is a new one."""
    given = session.answer(key)
    if given is None:
        return session
    return session.without(key).with_answer(replace(given, key=handoff.before(key)))


def _agreed(at: Standing, step: Step, value: str) -> tuple[str, ...]:
    """The needs a choice settles on, () when it settles none."""
    if step.kind == "confirm" and value in ("yes", "both"):
        return candidates(at)
    need = value.removeprefix("only-") if step.kind == "confirm" else value
    settles = step.kind in SETTLING and need in at.content.needs
    return (need,) if settles else ()


def heard(session: Session, meaning: Meaning) -> Session:
    """The session with what a text told of the trouble, in place of what was heard before."""
    before, likely = session.answer("main.trouble"), meaning.likely(MOST_OFFERED)
    if meaning.sure:
        value, ids = "sure", meaning.meant()
    elif likely and meaning.needs[0][1] >= CLOSE:
        # A choice of one is none: the only likely need is said back like a sure one.
        value, ids = ("close" if len(likely) > 1 else "sure"), likely
    else:
        lost = before is not None and before.value in ("unknown", "lost")
        value, ids = (
            ("lost" if lost else "unknown"),
            tuple(dict.fromkeys((*likely, *COMMONEST)))[:MOST_OFFERED],
        )
    later = (
        "need",
        "main.confirm",
        "main.choose",
        "main.again",
        "main.groups",
        "main.pick",
        "main.lost",
    )
    return session.without(*later).with_answer(Answer("main.trouble", value, session.turn, ids))


# Offered when nothing in the words points anywhere; a guess of ours until there is demand to count.
COMMONEST = ("more-customers", "money-tight", "no-time", "find-people")
CLOSE = 0.25  # from here on the likeliest need is worth offering as "is it one of these?"
MOST_WORDS_OF_FACTS = 7  # a longer text with a place in it tells of the trouble as well
FACTS_ONLY = 0.40  # a text with a place or a size in it must point at a need more clearly than this


def _read_trouble(at: Standing, step: Step, text: str, meaning: Meaning) -> Session | None:
    said = set(typed(text))
    if (
        _tells_only_facts(at, text, meaning)
        or not any(sign.isalpha() for sign in text)
        or said <= YES
    ):
        return None
    if said <= NO or " ".join(words(text)) == " ".join(words(at.say("skip"))):
        return at.session.with_answer(Answer("main.trouble", "menu", at.session.turn)).without(
            "main.groups"
        )
    group = chosen_by_typing(text, tuple(Choice(g, at.say(f"group-{g}")) for g in GROUPS))
    if group is not None:
        session = at.session.with_answer(Answer("main.trouble", "menu", at.session.turn))
        return session.with_answer(Answer("main.groups", group.id, session.turn))
    return heard(at.session, meaning)


def labelled(at: Standing, text: str) -> dict[str, str]:
    """The facts whose button, in a question that is not open now, says just this text."""
    said = typed(text)
    # How many there are and how many can join are asked with the same words.
    alike = ("size", "team") if at.step is not None and at.step.fact in ("size", "team") else ()
    return {
        step.fact: option.value
        for step in at.content.flows["main"].steps
        if step.fact and step is not at.step and step.fact not in alike
        for option in step.options
        if said and said == typed(option.label.to(at.language))
    }


def _tells_only_facts(at: Standing, text: str, meaning: Meaning) -> bool:
    """Whether a text says where or how many, and nothing clear of the trouble."""
    if labelled(at, text):
        return True
    facts = meaning.place or meaning.told.size or meaning.told.time
    short = len(words(text)) <= MOST_WORDS_OF_FACTS
    return bool(facts) and short and (not meaning.needs or meaning.needs[0][1] < FACTS_ONLY)


def _read_confirm(at: Standing, step: Step, text: str, meaning: Meaning) -> Session | None:
    first = next(iter(typed(text)), "")
    if first in YES or set(typed(text)) & BOTH:
        return _given(at, step, "both" if len(candidates(at)) == 2 else "yes")
    if _tells_only_facts(at, text, meaning) or not any(map(str.isalpha, text)):
        return None
    if meaning.sure:
        return heard(at.session, meaning)
    if first in NO and len(words(text)) <= MOST_WORDS_OF_A_NO:
        return _given(at, step, "other")
    if len(words(text)) <= MOST_WORDS_OF_A_STRAY and not meaning.likely(1):
        return None
    return heard(at.session, meaning)


MOST_WORDS_OF_A_STRAY = 2  # so short a text that points nowhere takes nothing back
MOST_WORDS_OF_A_NO = 4  # a longer "no, …" tells what it is instead


def _read_place(at: Standing, step: Step, text: str, meaning: Meaning) -> Session | None:
    key = at.flow.key(step)
    if meaning.place:
        return _given(at, step, meaning.place)
    likely = meaning.places or alike(text, at.reader.places)
    if meaning.places or len(words(text)) <= MOST_WORDS_OF_A_PLACE:
        return at.session.with_answer(Answer(f"{key}-which", "asked", at.session.turn, likely))
    return None


MOST_WORDS_OF_A_PLACE = 4  # a longer text is about something else


def _read_choice(at: Standing, step: Step, text: str, meaning: Meaning) -> Session | None:
    if step.fact is None or step.fact not in VALUES:
        return _read_named(at, step, text, meaning)
    value = getattr(meaning.told, step.fact, None)
    return _given(at, step, value) if value else _yes_or_no(at, step, text)


def _read_named(at: Standing, step: Step, text: str, meaning: Meaning) -> Session | None:
    """The answer of the one option that is named in the text."""
    named = [o.value for o in step.options if not o.does and _names(text, o.label.to(at.language))]
    return _given(at, step, named[0]) if len(named) == 1 else None


def _names(text: str, label: str) -> bool:
    """Whether the words of a label stand in the text, and none that denies them."""
    said, wanted = typed(text), typed(label)
    in_a_row = f" {' '.join(wanted)} " in f" {' '.join(said)} "
    return in_a_row and not set(said) & NO - set(wanted)


def _read_handoff(at: Standing, step: Step, text: str, meaning: Meaning) -> Session | None:
    """For whom they ask, the number or address itself, or what to change, typed without choosing first."""
    if handoff.asks_for_others(text) and not handoff.is_for_other(at.session):
        return at.session.with_answer(Answer(f"{at.flow.id}.other", "said", at.session.turn))
    for option in step.options:
        after = at.flow.step(option.go or "")
        if after is not None and (after.kind == "choice" or after.form != "words"):
            chosen = replace(at, session=_given(at, step, option.value))
            session = read_text(chosen, after, text, meaning)
            if session is not None:
                return session
    return None


def _yes_or_no(at: Standing, step: Step, text: str) -> Session | None:
    first = next(iter(typed(text)), "")
    values = {o.value for o in step.options}
    if values != {"true", "false"} or first not in YES | NO:
        return None
    return _given(at, step, "true" if first in YES else "false")


def _read_words(at: Standing, step: Step, text: str, meaning: Meaning) -> Session | None:
    if step.form == "contact":
        return _given(at, step, _one_line(text)) if _says_how_to_reach(text) else None
    found = {"phone": PHONE, "email": EMAIL}.get(step.form)
    if found is None:
        is_summary = at.flow.key(step) in handoff.TYPED
        answer = text if is_summary else kept(text, at.content)
        return _given(at, step, answer.strip()[:LONGEST_ANSWER])
    match = found.search(text)
    if match is None or (step.form == "phone" and not _is_phone(match.group())):
        return None
    return _given(at, step, match.group().strip())


def _says_how_to_reach(text: str) -> bool:
    """Whether a text holds a telephone number or an address, and is short enough to be no letter."""
    numbers = (match.group() for match in PHONE.finditer(text))
    found = EMAIL.search(text) or any(_is_phone(number) for number in numbers)
    return bool(found) and not _holds_id(text) and len(_one_line(text)) <= LONGEST_CONTACT


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_phone(text: str) -> bool:
    digits = sum(sign.isdecimal() for sign in text)
    return FEWEST_DIGITS <= digits <= MOST_DIGITS and not _holds_id(text)


def _holds_id(text: str) -> bool:
    """Whether a national id stands in the text: it is passed on to nobody."""
    return ID in redacted(text, frozenset())


_Reads = Callable[[Standing, Step, str, Meaning], Session | None]
_READS: Mapping[str, _Reads] = {
    "trouble": _read_trouble,
    "again": _read_trouble,
    "lost": _read_trouble,
    "choose": _read_trouble,
    "groups": _read_trouble,
    "pick": _read_trouble,
    "confirm": _read_confirm,
    "place": _read_place,
    "choice": _read_choice,
    "handoff": _read_handoff,
    "recipients": _read_named,
    "text": _read_words,
}


def keeping_words(session: Session, text: str, now: datetime) -> Session:
    """The session with a text about the trouble kept for the summary, unless the owner said no to that.

    Args:
        text: the owner's words as they may be kept.
    """
    if session.keeps is False or len(words(text)) < FEWEST_WORDS_TOLD:
        return session
    return replace(session, words=(*session.words, Said(now, text))[-MOST_TEXTS_KEPT:])


def noted(before: Session, after: Session, content: Content, asked: str | None) -> str | None:
    """The facts taken from a text, said back; None when there is only the one that was asked.

    A place is always said back: it may be read from a village or a misspelling.
    """
    old, new = profile_of(before, content), profile_of(after, content)
    told: list[str] = []
    facts = ("place", "size", "time") if new.size == "solo" else ("place", "size", "time", "team")
    for fact in facts:
        value = getattr(new, fact)
        if value and value != getattr(old, fact) and (fact != asked or fact == "place"):
            name = (
                content.places[value].name
                if fact == "place"
                else say(content, f"{fact}-{value}", after.language)
            )
            told.append(name)
    return say(content, "noted", after.language, facts=capital(", ".join(told))) if told else None
