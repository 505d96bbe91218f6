"""What each rule of plain language looks for: every function gives what it found, and what to write instead."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.core.languages import Language
from bot.core.plain import ABBREVIATION, has_abbreviation, read
from bot.core.plain_seen import Seen, Word

SHORT_TEXT = 40  # words; below it the measures over a whole text jump about
LONG_FOR_A_WORD = 15  # letters
MOST_COMMAS = 2  # in a sentence
MOST_IN_A_ROW = 3  # sentences
Broken = Iterator[tuple[float | str, str]]

# --- measures


def lix(text: Seen) -> Broken:
    """LIX of a text long enough for it."""
    if len(text.read.words) >= SHORT_TEXT:
        yield round(text.read.lix), "write shorter sentences and shorter words"


def mean_sentence(text: Seen) -> Broken:
    """Words in a sentence, on average."""
    if len(text.read.words) >= SHORT_TEXT:
        mean = len(text.read.words) / len(text.read.sentences)
        yield round(mean, 1), "aim at 6 to 12 words"


def long_share(text: Seen) -> Broken:
    """Long words in a hundred."""
    words = len(text.read.words)
    if words >= SHORT_TEXT:
        yield round(100 * text.read.long_words / words), "aim at under 18 in a hundred"


def longest_sentence(text: Seen) -> Broken:
    """Words in each sentence."""
    for _, words in text.read.sentences:
        yield len(words), f"split it: '{' '.join(words[:5])} …'"


def longest_word(text: Seen) -> Broken:
    """Letters of words that are too long."""
    for word in text.read.words:
        longest = len(word)
        if longest > LONG_FOR_A_WORD and "-" in word:
            longest = max(map(len, word.split("-")))
        if longest > LONG_FOR_A_WORD:
            yield longest, f"split '{word}' in two or more words"


def length(text: Seen) -> Broken:
    """Words in all."""
    yield len(text.read.words), "aim at under 60 words; say the rest when asked"


def sentences_in_a_row(text: Seen) -> Broken:
    """Sentences on one line."""
    if len(text.read.sentences) > MOST_IN_A_ROW:
        for line in text.text.splitlines():
            yield len(read(line).sentences), "begin a new line"


def first_sentence(text: Seen) -> Broken:
    """Words in the first sentence."""
    if text.read.sentences:
        yield len(text.read.sentences[0][1]), "let the first sentence carry the answer, short"


def short_in_a_row(text: Seen) -> Broken:
    """The longest row of sentences under five words."""
    row = most = 0
    for _, words in text.read.sentences:
        row = row + 1 if len(words) < 5 else 0
        most = max(most, row)
    yield most, "join two of them"


def points(text: Seen) -> Broken:
    """Points in a list."""
    yield len(_LIST_POINT.findall(text.text)), "keep the five that matter"


def commas(text: Seen) -> Broken:
    """Commas in each sentence that has too many and is no list."""
    for sentence, _ in text.read.sentences:
        number = sentence.count(",")
        if number > MOST_COMMAS and not _LIST_ENDS.search(sentence):
            yield number, "make two sentences"


def questions(text: Seen) -> Broken:
    """Question marks."""
    asked = _LIST_LINE.sub(
        "", text.text
    )  # what to ask others stands in a list, and is not asked here
    yield asked.count("?"), "ask one thing at a time"


def parentheses(text: Seen) -> Broken:
    """Parentheses."""
    yield text.text.count("("), "say it in the sentence"


# --- words


def jargon(text: Seen) -> Broken:
    """Words owners stumble on, the longest form first."""
    known, words = text.known, text.read.lowered
    begins = tuple(known.beginnings)
    at = 0
    while at < len(words):
        size, word = 1, None
        if words[at] in known.longest or words[at].startswith(begins):
            size, word = _longest_form(words[at : at + known.longest.get(words[at], 1)], text)
        if word and not (word.treat == "explain" and _is_explained(word, text)):
            yield " ".join(words[at : at + size]), _instead(word)
        at += size


def _longest_form(words: Sequence[str], text: Seen) -> tuple[int, Word | None]:
    forms, known = text.known.jargon.get(text.language, {}), text.known
    for size in range(len(words), 0, -1):
        word = forms.get(" ".join(words[:size]))
        if word:
            return size, word
    return 1, next((w for b, w in known.beginnings.items() if words[0].startswith(b)), None)


def _is_explained(word: Word, text: Seen) -> bool:
    """Whether at least half of the explanation's own words stand in the same text."""
    wanted = {w.lower() for w in read(word.says).words if len(w) > 3}
    found = {w.lower() for w in text.read.words}
    return bool(wanted) and 2 * len(wanted & found) >= len(wanted)


def _instead(word: Word) -> str:
    if word.treat == "drop":
        return "leave it out"
    verb = "say" if word.treat == "replace" else "explain it beside:"
    return f"{verb} '{word.says}'"


def never(text: Seen) -> Broken:
    """Words that make owners stop listening."""
    low = text.text.lower()
    for word in _NEVER.findall(text.text) if "innova" in low or "design" in low else ():
        yield word, "say what gets better"


def office(text: Seen) -> Broken:
    """Words only offices use."""
    for found in _OFFICE[text.language].findall(text.text):
        yield found, "say it as people talk"


def abbreviations(text: Seen) -> Broken:
    """Short forms, and capitals that are no known name."""
    for found in ABBREVIATION.finditer(text.text) if has_abbreviation(text.text) else ():
        yield found.group(), "write it out"
    for word in text.read.words if _TWO_CAPITALS.search(text.text) else ():
        for part in word.split("-"):
            if len(part) > 1 and part.isupper() and part not in text.known.capitals:
                yield part, "write it out, or name the organisation"


def slashes(text: Seen) -> Broken:
    """Words joined by a slash."""
    for found in _SLASH.findall(text.text) if "/" in text.text else ():
        yield found, "choose one, or write 'or'"


def other_language(text: Seen) -> Broken:
    """Words and letters of the neighbour language."""
    foreign, words = _FOREIGN[text.language]
    if words.isdisjoint(text.read.words) and foreign.isdisjoint(text.text):
        return
    for word in text.read.words:
        if word in words or (word[:1].islower() and foreign & set(word)):
            yield word, "write it in the language of this text"


def numbers(text: Seen) -> Broken:
    """Numbers in words, and dates and sums as offices write them."""
    for word in text.read.lowered:
        if word in _NUMBER_WORDS[text.language]:
            yield word, "write it with digits"
    for found in _OFFICE_SUMS.findall(text.text) if _DIGIT.search(text.text) else ():
        yield found, "write the month's name, or kroner and kronor in full"


def links(text: Seen) -> Broken:
    """Bare addresses, and links that only say here."""
    low = text.text.lower()
    may_be = any(part in low for part in ("://", "www.", "lick", "likk", "tryk", "tryck"))
    for found in _LINK_TEXT.findall(text.text) if may_be else ():
        yield found, "name what the page is"


def passive(text: Seen) -> Broken:
    """Sentences in which nobody acts."""
    may_be = any(part in text.text for part in _BEFORE_A_PASSIVE[text.language])
    found = _PASSIVE[text.language].findall(text.text) if may_be else []
    yield len(found), f"say who does it: '{found[0]}'" if found else ""


def noun_style(text: Seen) -> Broken:
    """Nouns made of verbs in 50 words."""
    words = text.read.words
    if len(words) >= SHORT_TEXT:
        nouns = [w for w in words if len(w) > 7 and w.lower().endswith(_NOUN_ENDS[text.language])]
        share = 50 * len(nouns) / len(words)
        yield round(share, 1), f"use the verb: '{nouns[0]}'" if nouns else ""


def nots(text: Seen) -> Broken:
    """Two words of denial in one clause."""
    if len(_NOT[text.language].findall(text.text)) < 2:
        return
    for sentence, _ in text.read.sentences:
        for first, second in pairwise(_NOT[text.language].finditer(sentence)):
            between = sentence[first.end() : second.start()]
            if not re.search(r",|\b(og|och|and|eller|or)\b", between):
                yield f"{first.group()} … {second.group()}", "say what is so"


def reader(text: Seen) -> Broken:
    """A text of some length that speaks to nobody."""
    if len(text.read.words) >= 15 and not _READER[text.language].search(text.text):
        yield "nobody", "speak to the reader"


_LIST_LINE = re.compile(r"^\s*(?:•|\d+\.)\s.*$", re.M)
_LIST_POINT = re.compile(r"^\s*(?:•|-|\d+\.)\s", re.M)
_LIST_ENDS = re.compile(r"(?:,| (?:og|och|and|eller|or)) (?:[\w»”\"-]+[ ,.]*){1,6}$")
_DIGIT = re.compile(r"\d")
_TWO_CAPITALS = re.compile("[A-ZÆØÅÄÖ]{2}")
# Cheap looks that spare most texts the patterns below.
_BEFORE_A_PASSIVE: Mapping[Language, tuple[str, ...]] = {
    "nb": ("bli", "ble", "skal ", "kan ", "må ", "bør ", "vil "),
    "sv": (
        "bli",
        "ble",
        "ska ",
        "kan ",
        "måste ",
        "bör ",
        "får ",
        "vill ",
        "ges",
        "örs",
        "as",
        "ägs",
        "öks",
    ),
}
_NEVER = re.compile(r"\b(?:innovasjon\w*|innovation\w*|innovativ\w*|design\w*)", re.I)
_OFFICE: Mapping[Language, re.Pattern[str]] = {
    "nb": re.compile(r"\b(?:angående|vedrørende|hvorledes|i forhold til|i henhold til)\b", re.I),
    "sv": re.compile(r"\b(?:angående|beträffande|avseende|erhåll\w+|medelst)\b", re.I),
}
_SLASH = re.compile(r"[^\W\d]+/[^\W\d]+")
_FOREIGN: Mapping[Language, tuple[frozenset[str], frozenset[str]]] = {
    "nb": (frozenset("äö"), frozenset({"och", "inte", "är", "också"})),
    "sv": (frozenset("æø"), frozenset({"og", "ikke", "også"})),
}  # not "er": in Swedish it is you
_NUMBER_WORDS: Mapping[Language, frozenset[str]] = {
    "nb": frozenset("to tre fire fem seks sju syv åtte ti elleve tolv".split()),
    "sv": frozenset("två tre fyra fem sex sju åtta nio tio elva tolv".split()),
    "en": frozenset("two three four five six seven eight nine ten eleven twelve".split()),
}
_OFFICE_SUMS = re.compile(
    r"\b\d{4}-\d\d-\d\d\b|\b\d\d?\.\d\d?\.(?:\d{4})?\b|\b\d[\d  ]* ?(?:kr|NOK|SEK)\b"
)
_LINK_TEXT = re.compile(
    r"\b(?:klikk|trykk|klicka|tryck|click) (?:her|här|here)\b|https?://\S+|www\.\S+", re.I
)
_PASSIVE: Mapping[Language, re.Pattern[str]] = {
    "nb": re.compile(
        r"\b(?:blir|ble|bli|blitt) \w{2,}(?:et|dt|dd|lt|kt|rt|vd|nt|gd)\b|\b(?:skal|kan|må|bør|vil) (?!finnes|synes)\w{3,}es\b"
    ),
    "sv": re.compile(
        r"\b(?:blir|blev|bli|blivit) \w{2,}(?:at|ad|ts|dd|rt|kt)\b"
        r"|\b(?:ska|kan|måste|bör|får|vill) (?!finnas|hoppas|lyckas|trivas|minnas|synas)\w{3,}as\b"
        r"|\b(?:görs|ges|tas|sägs|skickas|betalas|används|lämnas|söks|ansöks|hanteras|prövas)\b"
    ),
}
_NOUN_ENDS: Mapping[Language, tuple[str, ...]] = {
    "nb": ("ingen", "ning", "ling", "else", "elsen", "sjon", "sjonen", "heten", "het"),
    "sv": ("ningen", "ning", "ande", "else", "elsen", "tion", "tionen", "heten", "het"),
}
_NOT: Mapping[Language, re.Pattern[str]] = {
    "nb": re.compile(r"\b(?:ikke|ingen|uten|aldri)\b", re.I),
    "sv": re.compile(r"\b(?:inte|ingen|inget|inga|utan|aldrig)\b", re.I),
    "en": re.compile(r"\b(?:not|no|without|never|nobody|nothing)\b|n't\b", re.I),
}
_READER: Mapping[Language, re.Pattern[str]] = {
    "nb": re.compile(r"\b(?:du|deg|din|ditt|dine|dere|deres)\b", re.I),
    "sv": re.compile(r"\b(?:du|dig|din|ditt|dina|ni|er|ert|era)\b", re.I),
    "en": re.compile(r"\b(?:you|your|yours)\b", re.I),
}
