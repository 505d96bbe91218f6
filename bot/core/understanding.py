"""What a message means: language, act, needs with weights, place, term, facts said in passing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core import names as name_index
from bot.core import places as place_index
from bot.core import trades as trade_index
from bot.core.classifier import Classifier, Cut, train
from bot.core.content import LANGUAGES, Act, Content, Country, Language, Need
from bot.core.lexicon import lexicon
from bot.core.names import Named, Names
from bot.core.places import Places
from bot.core.told import Told, told
from bot.core.words import MAX_TEXT, plain, words

STRONG_SIGN, WEAK_SIGN = 0.3, 0.15  # how much a sign teaches beside a whole example
OF_LANGUAGES = Cut(letters_matter=True)
SECOND_SHARE = 0.5  # of a second opinion; nobody has measured which of the two is better, so half
MOST_NEEDS = 5  # given out for a message, as in interfaces.md
SURE = 0.55  # from here on we say back what we understood and ask yes or no
AHEAD = 12.0  # a second need is said back too when it stands out so many times above the third,
WITH = 0.004  # and is this heavy: beside a very clear first one it weighs little
LIKELY = 0.10  # from here on a need may be offered as a choice
CLEAR_ACT = 0.30
CLEAR_OFF_TOPIC = 0.20  # what is nothing of ours lies thinly over many labels
CLEAR_DERAILING = 0.45  # an act that leads out of the talk must be a little clearer
CLEAR_DISTRESS = 0.35  # kept low by its measure: missing it costs more than asking once too often
CLEAR_DISTRESS_IN_AN_ANSWER = 0.85  # a text that tells a fact is seldom a cry for help
# A text this short that answers our very question needs a known cry, not a score.
MOST_WORDS_OF_AN_ANSWER = 6
MOST_WORDS_OF_A_QUESTION = 4  # "vem är Vinnova" asks who that is, whatever need the name stands for
CLEAR_ACT_IN_FEW_WORDS = 0.80  # one or two words tell little
FEW_WORDS = 2
DERAILING = (
    "restart",
    "erase",
    "privacy",
    "language",
    "back",
)
LEAST_LEFT = 0.2  # a text that is nearly all answer tells too little to be blown up further
NO_ACT = "answer"  # learned beside the acts, and none of them
FEWEST_WORDS_OF_DISTRESS = 3  # shorter texts must be known ones; "not today" is no cry
CLEAR_LANGUAGE = 0.75  # below, the conversation keeps its language
CLEAR_LANGUAGE_OF_A_SHORT_TEXT = 0.93  # "va e almi" could be either side of the border
WORDS_ENOUGH_FOR_LANGUAGE = 6
FEWEST_WORDS_FOR_LANGUAGE = 4
_ASKS_WHAT = re.compile(
    r"\b(?:h?va(?:d|r)? (?:betyr|betyder|er|ar|e|i all verden|menes|menas)|ka (?:betyr|e|er)|"
    r"kva (?:betyr|er|tyder)|what(?:'s| is| are| does| do)|who (?:is|are)|(?:h?vem|kem|kven) (?:er|ar|e)|"
    r"forskjell\w*|skilnad\w*|skillnad\w*|difference|forklar|forklara|explain|meaning of)\b"
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was read in a text. ``needs`` are sorted by weight; ``sure``: say it back, do not ask."""

    language: Language
    act: str | None
    needs: tuple[tuple[str, float], ...]
    places: tuple[str, ...]
    named: tuple[Named, ...]
    told: Told
    sure: bool
    trades: tuple[str, ...] = ()

    @property
    def place(self) -> str | None:
        """The place, when the text leaves no doubt which."""
        return self.places[0] if len(self.places) == 1 else None

    def likely(self, limit: int) -> tuple[str, ...]:
        """The needs worth offering, heaviest first."""
        return tuple(need for need, weight in self.needs[:limit] if weight >= LIKELY)

    def meant(self) -> tuple[str, ...]:
        """The needs a sure message holds: the heaviest, and another nearly as heavy."""
        heavy = [need for need, _ in self.needs[:1]]
        if len(self.needs) > 2 and self.needs[1][1] >= max(WITH, AHEAD * self.needs[2][1]):
            heavy.append(self.needs[1][0])
        return tuple(heavy)


class SecondOpinion(Protocol):
    """Another reader of needs and acts, heard beside our own when there is one."""

    def predict(self, text: str) -> Mapping[str, float]:
        """The probability of each label."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything learned from the content that reading a message needs."""

    intents: Classifier
    languages: Classifier
    phrases: dict[str, str]
    phrase_languages: dict[str, frozenset[Language]]
    distress: re.Pattern[str]
    cries: frozenset[str]
    places: Places
    names: Names
    need_ids: frozenset[str]
    countries: dict[str, Country]
    trades: dict[str, str]
    labels: dict[str, str]
    second: SecondOpinion | None = None


def examples(content: Content) -> list[tuple[str, str]]:
    """Every example with its need or act, in a fixed order."""
    return [
        (text, e.id) for e in taught(content) for lang in LANGUAGES for text in e.examples.to(lang)
    ]


def taught(content: Content) -> list[Need | Act]:
    """The entries whose examples teach: needs, then acts."""
    return [*content.needs.values(), *content.acts.values()]


def language_examples(content: Content) -> list[tuple[str, str]]:
    """Every third example with its language: far more than telling three languages apart needs."""
    return [
        (text, lang)
        for e in taught(content)
        for lang in LANGUAGES
        for text in e.examples.to(lang)[::3]
    ]


def signs(content: Content) -> list[tuple[str, str, float]]:
    """Every sign with its need and how much it counts beside an example."""
    return [
        (sign.rstrip("*"), need.id, weight)
        for need in content.needs.values()
        for of_strength, weight in ((need.signs.strong, STRONG_SIGN), (need.signs.weak, WEAK_SIGN))
        for lang in LANGUAGES
        for sign in of_strength.to(lang)
    ]


def cut_of(content: Content) -> Cut:
    """How messages are cut up: with the concepts of the content."""
    return Cut(lexicon=lexicon(content.concepts.values()))


def learn(content: Content) -> tuple[Classifier, Classifier]:
    """Trains the classifiers of needs and acts, and of languages: seconds, so keep the result."""
    whole, pointers = examples(content), signs(content)
    taught_by = [*whole, *((text, need) for text, need, _ in pointers)]
    weights = [*([1.0] * len(whole)), *(weight for _, _, weight in pointers)]
    languages = train(language_examples(content), OF_LANGUAGES)
    return train(taught_by, cut_of(content), weights), languages


def reader(content: Content, intents: Classifier, languages: Classifier) -> Reader:
    """The reader for this content with classifiers learned from it."""
    phrases: dict[str, str] = {
        " ".join(words(phrase)): act.id
        for act in content.acts.values()
        if act.id not in ("distress", NO_ACT)
        for lang in LANGUAGES
        for phrase in act.phrases.to(lang)
    }
    spoken: dict[str, frozenset[Language]] = {}
    for act in content.acts.values():
        for lang in LANGUAGES:
            for phrase in act.phrases.to(lang):
                written = " ".join(words(phrase))
                spoken[written] = spoken.get(written, frozenset()) | {lang}
    distress = content.acts["distress"].phrases if "distress" in content.acts else None
    cries_out = sorted(
        {re.escape(plain(p)) for lang in LANGUAGES for p in (distress.to(lang) if distress else ())}
    )
    cries = frozenset(
        example.lower().strip()
        for lang in LANGUAGES
        for example in (
            content.acts["distress"].examples.to(lang) if "distress" in content.acts else ()
        )
    )
    return Reader(
        intents,
        languages,
        phrases,
        spoken,
        re.compile(rf"\b(?:{'|'.join(cries_out)})\b" if cries_out else r"(?!)"),
        cries,
        place_index.index(content.places.values(), content.areas.values()),
        name_index.index(content),
        frozenset(content.needs),
        {place.id: place.country for place in content.places.values()},
        trade_index.index(content.trades.values()),
        {plain(n.label.to(lang)): n.id for n in content.needs.values() for lang in LANGUAGES},
    )


def understand(
    text: str, reader: Reader, before: Language | None = None, asked: str | None = None
) -> Meaning:
    """Reads one message.

    Args:
        before: the conversation's language, kept when the text does not tell; None when nothing is known.
        asked: the fact the owner was just asked for, if any.
    """
    text = text[:MAX_TEXT]
    chances = _chances(text, reader) if words(text) else {}
    named = name_index.named(text, reader.names)
    facts = told(text, asked)
    places = place_index.named(text, reader.places, asked=asked == "place")
    bar = _distress_bar(text, asked, tells=bool(places or facts.size or facts.time or facts.team))
    act = _act(text, reader, chances, named, bar)
    if act == "explain":
        named = name_index.named(text, reader.names, alike=True)
    needs = _needs(chances, reader, among_facts=len(words(text)) > MOST_WORDS_OF_AN_ANSWER)
    return Meaning(
        language=language_of(text, reader, before),
        act=act,
        needs=needs,
        places=places,
        named=named,
        told=facts,
        sure=act is None and bool(needs) and needs[0][1] >= SURE,
        trades=trade_index.named(text, reader.trades),
    )


def _chances(text: str, reader: Reader) -> dict[str, float]:
    """The probability of each need and act, by one opinion or two; what a button says is that need."""
    need = reader.labels.get(plain(text))
    if need:
        return dict.fromkeys(reader.intents.labels, 0.0) | {need: 1.0}
    own = reader.intents.predict(text)
    return mixed(own, reader.second.predict(text)) if reader.second else own


def mixed(own: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    """The mean of two opinions, over the labels of the first; it sums to 1 again.

    A cry for help that the first one hears is never made quieter by the second.
    """
    mean = {
        label: (1 - SECOND_SHARE) * chance + SECOND_SHARE * second.get(label, 0.0)
        for label, chance in own.items()
    }
    distress = max(own.get("distress", 0.0), mean.pop("distress", 0.0))
    whole = sum(mean.values()) or 1.0
    found = {label: chance * (1 - distress) / whole for label, chance in mean.items()}
    return found | ({"distress": distress} if "distress" in own else {})


def _needs(
    chances: dict[str, float], reader: Reader, *, among_facts: bool
) -> tuple[tuple[str, float], ...]:
    """The likeliest needs; what probability the acts hold is not given to needs.

    Args:
        among_facts: the text is too long to be a mere answer, so that share is given back.

    What distress held is given back as well: were it distress, needs would not be looked at.
    """
    other = chances.get("distress", 0.0) + (chances.get(NO_ACT, 0.0) if among_facts else 0.0)
    left = max(1.0 - other, LEAST_LEFT)
    needs = [
        (label, chance / left) for label, chance in chances.items() if label in reader.need_ids
    ]
    needs.sort(key=lambda pair: (-pair[1], pair[0]))
    return tuple(needs[:MOST_NEEDS])


def _distress_bar(text: str, asked: str | None, *, tells: bool) -> float:
    """How sure the classifier must be to hear a cry for help; above 1 only known cries count."""
    length = len(words(text))
    if length < FEWEST_WORDS_OF_DISTRESS or (
        tells and asked is not None and length <= MOST_WORDS_OF_AN_ANSWER
    ):
        return 2.0
    return CLEAR_DISTRESS_IN_AN_ANSWER if tells else CLEAR_DISTRESS


def _act(
    text: str,
    reader: Reader,
    chances: dict[str, float],
    named: Sequence[Named],
    distress_bar: float,
) -> str | None:
    said = plain(text)
    if reader.distress.search(said):
        return "distress"
    if text.lower().strip() in reader.cries:
        return "distress"
    if chances.get("distress", 0.0) >= distress_bar:
        return "distress"
    phrase = reader.phrases.get(" ".join(words(text)))
    if phrase:
        return phrase
    surest_need = max((chances.get(need, 0.0) for need in reader.need_ids), default=0.0)
    asks = named and _ASKS_WHAT.search(said)
    if asks and (surest_need < SURE or len(words(text)) <= MOST_WORDS_OF_A_QUESTION):
        return "explain"
    if not chances:
        return None
    acts = {label: chance for label, chance in chances.items() if label not in reader.need_ids}
    best = max(acts, key=lambda label: (acts[label], label), default=NO_ACT)
    bar = CLEAR_DERAILING if best in DERAILING else CLEAR_ACT
    bar = CLEAR_OFF_TOPIC if best == "off-topic" else bar
    if len(words(text)) <= FEW_WORDS:
        bar = CLEAR_ACT_IN_FEW_WORDS
    return best if best not in (NO_ACT, "distress") and acts[best] >= bar else None


def language_of(text: str, reader: Reader, before: Language | None) -> Language:
    """The language of a text; the conversation's own when the text is too short or unclear to tell.

    Where nothing is known before, the likeliest is taken, however short the text.
    """
    known = reader.phrase_languages.get(" ".join(words(text)), frozenset())
    if len(known) == 1:
        return next(iter(known))
    if before is not None and len(words(text)) < FEWEST_WORDS_FOR_LANGUAGE:
        return before
    chances = reader.languages.predict(text) if words(text) else {}
    best = max(LANGUAGES, key=lambda language: chances.get(language, 0.0))
    if before is None:
        return best
    bar = (
        CLEAR_LANGUAGE
        if len(words(text)) >= WORDS_ENOUGH_FOR_LANGUAGE
        else CLEAR_LANGUAGE_OF_A_SHORT_TEXT
    )
    return best if chances.get(best, 0.0) >= bar else before
