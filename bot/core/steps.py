"""How each kind of step asks, and what it takes for an answer. A new kind is one entry in two tables."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from rapidfuzz import fuzz, process

from bot.core import handoff
from bot.core.content import GROUPS, Content, Language
from bot.core.conversation import SKIPPED, Answer, Choice, Reply, Said, Session
from bot.core.flow import Flow, Step, current
from bot.core.places import alike
from bot.core.profile import VALUES, needs_of, profile_of
from bot.core.understanding import Meaning, Reader
from bot.core.wording import capital, fill, say
from bot.core.words import folded, words

MOST_CHOICES = 9  # more cannot be taken in on a telephone
MOST_OFFERED = 4  # likely needs offered at once
NEARLY_A_LABEL = 85  # of 100, when the owner types a button's words instead of pressing it
SHORTEST_LIKENESS = 4  # letters; shorter labels must be typed exactly
MOST_SIGNS_OF_A_NUMBER = 10  # "klokka 08"
SETTLING = ("confirm", "choose", "again", "pick")  # kinds of steps that settle on a need
MOST_TEXTS_KEPT = 20  # about the trouble, for the summary
FEWEST_WORDS_TOLD = 4  # shorter texts tell an adviser nothing
LONGEST_ANSWER = 600  # characters of a free answer, such as a changed summary
YES = frozenset(
    "ja jo japp jepp jada yes yeah yep ok okei okay okej greit stemmer precis precist riktig nettopp "
    "jupp aye sure right correct exakt korrekt jadå visst jo-da".split()
)
BOTH = frozenset("begge båda bägge både both".split())
NO = frozenset("nei næ nej nepp no nope nah feil fel wrong inte ikke ikkje".split())
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-ZæøåäöÆØÅÄÖ]{2,}")
PHONE = re.compile(r"(?<!\d)\+?\d[\d\s()./-]{6,18}\d(?!\d)")
FEWEST_DIGITS, MOST_DIGITS = 8, 15  # of a telephone number, with or without the country's own


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an owner stands: the session, the open flow and step, and all that deciding needs."""

    session: Session
    content: Content
    reader: Reader
    flow: Flow
    step: Step | None

    @property
    def language(self) -> Language:
        """The language the owner reads."""
        return self.session.language

    def say(self, wording: str, **values: str) -> str:
        """A wording in the owner's language."""
        return say(self.content, wording, self.language, **values)


def standing(session: Session, content: Content, reader: Reader) -> Standing:
    """Where the session stands; a flow that an edit removed is left."""
    open_flows = tuple(f for f in session.open_flows if f in content.flows) or ("main",)
    flow = content.flows[open_flows[-1]]
    answers = {a.key: a.value for a in session.answers}
    step = current(flow, answers, lambda key: known(session, content, key))
    return Standing(session, content, reader, flow, step)


def known(session: Session, content: Content, key: str) -> tuple[str, ...]:
    """The values of a fact or of an answer, for the conditions of a flow; () when not known."""
    if key == "need":
        return needs_of(session, content)
    answer = session.answer(key)
    return (answer.value,) if answer else ()


# --- asking


def ask(at: Standing, step: Step) -> Reply:
    """The question of a step with its choices."""
    text = _ASKS[step.kind](at, step) if step.kind in _ASKS else _written(at, step)
    return Reply(text, choices(at, step), asks=asked_for(step))


def asked_for(step: Step) -> str | None:
    """What a step asks for, in the words of interfaces.md."""
    if step.fact:
        return step.fact
    return {
        "trouble": "need",
        "again": "choose-need",
        "confirm": "confirm-need",
        "choose": "choose-need",
        "groups": "choose-need",
        "pick": "choose-need",
        "lost": "choose-need",
    }.get(step.kind) or ("next" if step.id == "next" else None)


def _written(at: Standing, step: Step) -> str:
    needs = [at.content.needs[n].clause.to(at.language) for n in needs_of(at.session, at.content)]
    about = needs[0] if needs else at.say("what-we-talked-about")
    return fill(step.ask.to(at.language), {"need": about}) if step.ask else ""


def _ask_confirm(at: Standing, step: Step) -> str:
    needs = candidates(at)
    clauses = [at.content.needs[n].clause.to(at.language) for n in needs]
    if len(clauses) == 2:
        return at.say("heard-two", first=clauses[0], second=clauses[1])
    return at.say("heard-one", need=clauses[0]) if clauses else _written(at, step)


def _ask_handoff(at: Standing, step: Step) -> str:
    office = handoff.recipient(at.session, at.content)
    summary = handoff.summary(at.session, at.content)
    values = {
        "need": "",
        "office": at.content.actors[office].name if office else at.say("some-adviser"),
        "summary": summary,
    }
    return fill(step.ask.to(at.language), values) if step.ask else ""


_ASKS: Mapping[str, Callable[[Standing, Step], str]] = {
    "confirm": _ask_confirm,
    "handoff": _ask_handoff,
}


# --- choices


def choices(at: Standing, step: Step) -> tuple[Choice, ...]:
    """The buttons of a step, the ones it computes before those written in the flow."""
    key = at.flow.key(step)
    made = _CHOICES[step.kind](at, step) if step.kind in _CHOICES else []
    given = [
        Choice(f"do={o.does}" if o.does else f"{key}={o.value}", o.label.to(at.language))
        for o in step.options
    ]
    extra: list[Choice] = []
    if step.why:
        extra.append(Choice(f"{key}=why", at.say("why-asked")))
    if step.can_skip:
        extra.append(Choice(f"{key}={SKIPPED}", at.say("skip")))
    return (*made, *given, *extra)


def candidates(at: Standing) -> tuple[str, ...]:
    """The needs heard in the owner's words and not yet agreed on."""
    answer = at.session.answer("main.trouble")
    return tuple(n for n in answer.ids if n in at.content.needs) if answer else ()


def _label(at: Standing, need: str) -> str:
    return at.content.needs[need].label.to(at.language)


def _confirm_choices(at: Standing, step: Step) -> list[Choice]:
    key, needs = at.flow.key(step), candidates(at)
    if len(needs) < 2:
        return [
            Choice(f"{key}=yes", at.say("yes")),
            Choice(f"{key}=other", at.say("something-else")),
        ]
    only = [Choice(f"{key}=only-{n}", at.say("mostly", need=_label(at, n))) for n in needs]
    return [
        Choice(f"{key}=both", at.say("yes-both")),
        *only,
        Choice(f"{key}=other", at.say("something-else")),
    ]


def _choose_choices(at: Standing, step: Step) -> list[Choice]:
    key = at.flow.key(step)
    offered = [Choice(f"{key}={n}", _label(at, n)) for n in candidates(at)[:MOST_OFFERED]]
    return [*offered, Choice(f"{key}=other", at.say("something-else"))]


def _group_choices(at: Standing, step: Step) -> list[Choice]:
    return [Choice(f"{at.flow.key(step)}={g}", at.say(f"group-{g}")) for g in GROUPS]


def _pick_choices(at: Standing, step: Step) -> list[Choice]:
    key, answer = at.flow.key(step), at.session.answer(f"{at.flow.id}.groups")
    group = answer.value if answer else ""
    return [
        Choice(f"{key}={n.id}", _label(at, n.id))
        for n in at.content.needs.values()
        if n.group == group
    ]


def _place_choices(at: Standing, step: Step) -> list[Choice]:
    answer = at.session.answer(f"{at.flow.key(step)}-which")
    places = [
        at.content.places[p] for p in (answer.ids if answer else ()) if p in at.content.places
    ]
    return [Choice(f"{at.flow.key(step)}={p.id}", p.name) for p in places]


_CHOICES: Mapping[str, Callable[[Standing, Step], list[Choice]]] = {
    "confirm": _confirm_choices,
    "choose": _choose_choices,
    "again": _choose_choices,
    "groups": _group_choices,
    "pick": _pick_choices,
    "place": _place_choices,
}


# --- reading answers


def chosen_by_typing(text: str, offered: tuple[Choice, ...]) -> Choice | None:
    """The choice an owner means by typing its number, its label, or nearly its label."""
    said = " ".join(words(folded(text)))
    by_value = _by_number_meant(said, offered)
    if by_value is not None:
        return by_value
    if said.isdigit() and 1 <= int(said) <= len(offered):
        return offered[int(said) - 1]
    labels = {index: " ".join(words(folded(choice.label))) for index, choice in enumerate(offered)}
    exact = [i for i, label in labels.items() if label == said]
    if exact:
        return offered[exact[0]]
    if said in YES | NO:
        return _yes_or_no_label(said, labels, offered)
    if len(said) < SHORTEST_LIKENESS:
        return None
    begun = [
        i
        for i, label in labels.items()
        if label.startswith(f"{said} ") or (" " in label and said.startswith(f"{label} "))
    ]
    if len(begun) == 1:
        return offered[begun[0]]
    found = process.extractOne(said, labels, scorer=fuzz.ratio, score_cutoff=NEARLY_A_LABEL)
    return offered[found[2]] if found else None


def _by_number_meant(said: str, offered: tuple[Choice, ...]) -> Choice | None:
    """The choice whose own value is the number typed, as an hour is: "8" or "kl 8" is 08."""
    digits = "".join(sign for sign in said if sign.isdigit())
    if not digits or len(said) > MOST_SIGNS_OF_A_NUMBER:
        return None
    fitting = [
        c
        for c in offered
        if c.id.partition("=")[2].isdigit() and int(c.id.partition("=")[2]) == int(digits)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _yes_or_no_label(
    said: str, labels: Mapping[int, str], offered: tuple[Choice, ...]
) -> Choice | None:
    """The only choice that says yes, or the only one that says no."""
    wanted = {folded(word) for word in (YES if said in YES else NO)}
    fitting = [i for i, label in labels.items() if label.split(" ", 1)[0] in wanted]
    return offered[fitting[0]] if len(fitting) == 1 else None


def read_text(
    at: Standing, step: Step, text: str, meaning: Meaning, now: datetime
) -> Session | None:
    """The session with the answer a text gives to a step; None when it gives none."""
    reads = _READS.get(step.kind)
    return reads(at, step, text, meaning, now) if reads else None


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
    if step.reopens:
        session = session.without(f"{at.flow.id}.{step.reopens}")
    target = next((o.go for o in step.options if o.value == value), None)
    after = at.flow.step(target) if target else None
    if after is not None and after.reopens == step.id:
        session = session.without(at.flow.key(after))  # asked anew, however often it is chosen
    return session


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


def _read_trouble(
    at: Standing, step: Step, text: str, meaning: Meaning, now: datetime
) -> Session | None:
    said = set(words(text))
    if _tells_only_facts(text, meaning) or not any(sign.isalpha() for sign in text) or said <= YES:
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


def _tells_only_facts(text: str, meaning: Meaning) -> bool:
    """Whether a text says where or how many, and nothing clear of the trouble."""
    facts = meaning.place or meaning.told.size or meaning.told.time
    short = len(words(text)) <= MOST_WORDS_OF_FACTS
    return bool(facts) and short and (not meaning.needs or meaning.needs[0][1] < FACTS_ONLY)


def _read_confirm(
    at: Standing, step: Step, text: str, meaning: Meaning, now: datetime
) -> Session | None:
    first = next(iter(words(text)), "")
    if first in YES or set(words(text)) & BOTH:
        return _given(at, step, "both" if len(candidates(at)) == 2 else "yes")
    if _tells_only_facts(text, meaning):
        return None
    if meaning.sure:
        return heard(at.session, meaning)
    if len(words(text)) <= MOST_WORDS_OF_A_STRAY and not meaning.likely(1):
        return None
    if first in NO and len(words(text)) <= MOST_WORDS_OF_A_NO:
        return _given(at, step, "other")
    return heard(at.session, meaning)


MOST_WORDS_OF_A_STRAY = 2  # so short a text that points nowhere takes nothing back
MOST_WORDS_OF_A_NO = 4  # a longer "no, …" tells what it is instead


def _read_place(
    at: Standing, step: Step, text: str, meaning: Meaning, now: datetime
) -> Session | None:
    key = at.flow.key(step)
    if meaning.place:
        return _given(at, step, meaning.place)
    likely = meaning.places or alike(text, at.reader.places)
    if meaning.places or len(words(text)) <= MOST_WORDS_OF_A_PLACE:
        return at.session.with_answer(Answer(f"{key}-which", "asked", at.session.turn, likely))
    return None


MOST_WORDS_OF_A_PLACE = 4  # a longer text is about something else


def _read_fact(
    at: Standing, step: Step, text: str, meaning: Meaning, now: datetime
) -> Session | None:
    if step.fact is None or step.fact not in VALUES:
        return None
    value = getattr(meaning.told, step.fact, None)
    return _given(at, step, value) if value else _yes_or_no(at, step, text)


def _yes_or_no(at: Standing, step: Step, text: str) -> Session | None:
    first = next(iter(words(text)), "")
    values = {o.value for o in step.options}
    if values != {"true", "false"} or first not in YES | NO:
        return None
    return _given(at, step, "true" if first in YES else "false")


def _read_words(
    at: Standing, step: Step, text: str, meaning: Meaning, now: datetime
) -> Session | None:
    found = {"phone": PHONE, "email": EMAIL}.get(step.form)
    if found is None:
        return _given(at, step, text.strip()[:LONGEST_ANSWER])
    match = found.search(text)
    if match is None or (step.form == "phone" and not _is_phone(match.group())):
        return None
    return _given(at, step, match.group().strip())


def _is_phone(text: str) -> bool:
    return FEWEST_DIGITS <= sum(sign.isdigit() for sign in text) <= MOST_DIGITS


_Reads = Callable[[Standing, Step, str, Meaning, datetime], Session | None]
_READS: Mapping[str, _Reads] = {
    "trouble": _read_trouble,
    "again": _read_trouble,
    "lost": _read_trouble,
    "choose": _read_trouble,
    "groups": _read_trouble,
    "pick": _read_trouble,
    "confirm": _read_confirm,
    "place": _read_place,
    "choice": _read_fact,
    "text": _read_words,
}


def keeping_words(session: Session, text: str, now: datetime) -> Session:
    """The session with a text about the trouble kept for the summary, unless the owner said no to that."""
    if session.keeps is False or len(words(text)) < FEWEST_WORDS_TOLD:
        return session
    return replace(session, words=(*session.words, Said(now, text))[-MOST_TEXTS_KEPT:])


def noted(before: Session, after: Session, content: Content, asked: str | None) -> str | None:
    """The facts taken from a text, said back; None when there is only the one that was asked.

    A place is always said back: it may be read from a village or a misspelling.
    """
    old, new = profile_of(before, content), profile_of(after, content)
    told: list[str] = []
    for fact in ("place", "size", "time", "team"):
        value = getattr(new, fact)
        if value and value != getattr(old, fact) and (fact != asked or fact == "place"):
            name = (
                content.places[value].name
                if fact == "place"
                else say(content, f"{fact}-{value}", after.language)
            )
            told.append(name)
    return say(content, "noted", after.language, facts=capital(", ".join(told))) if told else None
