"""Whether a text is plain enough for an owner: one table of rules, each with its limit and its source."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.core import plain_checks as checks
from bot.core.languages import Language
from bot.core.plain_checks import Broken
from bot.core.plain_seen import Seen
from bot.core.reading import Grade

SCANDINAVIAN: tuple[Language, ...] = ("nb", "sv")
EVERY: tuple[Language, ...] = ("nb", "sv", "en")


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a text breaks."""

    rule: str
    grade: Grade
    what: str
    instead: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    ``over`` is a whole text (everything of an entry, or a message) or a part of it; ``warn`` and ``fail``
    are the highest numbers that pass, for rules that count; a rule that does not count breaks with
    ``grade``. ``source`` says who asks for it.
    """

    id: str
    says: str
    over: Literal["part", "whole", "message"]
    languages: tuple[Language, ...]
    check: Callable[[Seen], Broken]
    source: str
    warn: float | None = None
    fail: float | None = None
    grade: Grade = "error"


def broken(text: Seen, over: str) -> Iterator[Finding]:
    """Every rule that a text breaks; ``over`` picks the rules for parts, whole texts or messages."""
    for rule in _RULES_FOR[over, text.language]:
        for found, instead in rule.check(text):
            grade = _grade(rule, found)
            if grade:
                yield Finding(rule.id, grade, rule.says.format(found=_shown(found)), instead)


def _grade(rule: Rule, found: float | str) -> Grade | None:
    if isinstance(found, str):
        return rule.grade
    if rule.fail is not None and found > rule.fail:
        return "error"
    return "warning" if rule.warn is not None and found > rule.warn else None


def _shown(found: float | str) -> str:
    return found if isinstance(found, str) else f"{found:g}"


OURS = "ours, 2026: no official number exists"
SCOTLAND = "socialsecurity.gov.scot, writing basics"
ISOF = "isof.se and sprakradet.no on plain language"
SEED_000 = "final report of ILSA, 2023: such words make owners stop listening"
SLU = "slu.se, checklist for plain language"

RULES: tuple[Rule, ...] = (
    Rule("lix", "LIX is {found}", "whole", SCANDINAVIAN, checks.lix, "easy band of LIX ends at 40; " + OURS, 35, 40),
    Rule("sentence-mean", "a sentence has {found} words on average", "whole", EVERY, checks.mean_sentence, OURS, fail=15),
    Rule("long-share", "{found} words in a hundred are long", "whole", SCANDINAVIAN, checks.long_share, OURS, fail=28),
    Rule("noun-style", "{found} nouns made of verbs in 50 words", "whole", SCANDINAVIAN, checks.noun_style, SLU, warn=2),
    Rule("sentence-max", "a sentence of {found} words", "part", EVERY, checks.longest_sentence, "18 ours; 25 " + SCOTLAND, 18, 25),
    Rule("word-max", "a word of {found} letters", "part", SCANDINAVIAN, checks.longest_word, "ordnett.no on compounds; " + OURS, checks.LONG_FOR_A_WORD, 20),
    Rule("choppy", "{found} sentences under five words in a row", "part", EVERY, checks.short_in_a_row, "kommuntorget.fi, 2021", 3),
    Rule("commas", "{found} commas in a sentence", "part", EVERY, checks.commas, OURS, checks.MOST_COMMAS),
    Rule("jargon", "'{found}' is a word owners stumble on", "part", EVERY, checks.jargon, "knowledge/terms"),
    Rule("never-words", "'{found}' makes owners stop listening", "part", EVERY, checks.never, SEED_000),
    Rule("office-words", "'{found}' is an office's word", "part", SCANDINAVIAN, checks.office, "asker.kommune.no, vtfk.no"),
    Rule("abbreviations", "'{found}' is short for something", "part", EVERY, checks.abbreviations, ISOF),
    Rule("slash-paren", "'{found}' has a slash", "part", EVERY, checks.slashes, OURS),
    Rule("one-language", "'{found}' is of the other language", "part", SCANDINAVIAN, checks.other_language, "seeds mix languages"),
    Rule("numbers", "'{found}' is a number in words or in an office's form", "part", EVERY, checks.numbers, OURS),
    Rule("link-text", "'{found}' is a bare address or says nothing", "part", EVERY, checks.links, SCOTLAND),
    Rule("double-negation", "'{found}' says no twice", "part", EVERY, checks.nots, OURS, grade="warning"),
    Rule("one-question", "{found} questions at once", "part", EVERY, checks.questions, OURS, fail=1),
    Rule("parentheses", "{found} parentheses", "part", EVERY, checks.parentheses, OURS, fail=1),
    Rule("passive", "{found} sentences without anybody who acts", "part", SCANDINAVIAN, checks.passive, ISOF, 1),
    Rule("paragraph", "{found} sentences without a break", "part", EVERY, checks.sentences_in_a_row, SCOTLAND, checks.MOST_IN_A_ROW),
    Rule("message-length", "{found} words at once", "message", EVERY, checks.length, OURS, fail=90),
    Rule("first-things-first", "the first sentence has {found} words", "message", EVERY, checks.first_sentence, ISOF, 15),
    Rule("list-length", "{found} points in a list", "message", EVERY, checks.points, OURS, fail=5),
    Rule("reader-address", "it speaks to {found}", "message", EVERY, checks.reader, ISOF, grade="warning"),
)  # fmt: skip
_RULES_FOR: Mapping[tuple[str, Language], tuple[Rule, ...]] = {
    (over, language): tuple(r for r in RULES if r.over == over and language in r.languages)
    for over in ("part", "whole", "message")
    for language in EVERY
}
