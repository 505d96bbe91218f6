"""Whether every text an owner can read is plain: the rules of plain_rules, held against the content."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import chain, groupby

from bot.core.content import LANGUAGES, Content, Term
from bot.core.flow_checking import PHASES
from bot.core.found import Found
from bot.core.languages import Language
from bot.core.plain import read
from bot.core.plain_rules import Finding, broken
from bot.core.plain_seen import Known, Seen, Word, joined, seen
from bot.core.reading import Problem
from bot.core.shown import Shown, shown

# Kinds whose texts are what Steg says, one at a time.
MESSAGES = frozenset({"wordings", "flows", "ladders"})
MOST_STEPS = 5  # points in a list; ours
LONGEST_STEP = 12  # words in a point of a list; ours
MOST_ENTRIES_KEPT = 4096  # of what was found; after a change, only what changed is judged anew
# Short forms that everybody reads as a word, and names of things that have no other.
CAPITALS = frozenset("AS AB EU QR PDF SMS TV OK CNC PC USB ILSA SMICE".split())
_SHORT = re.compile(r"\b[A-ZÆØÅÄÖ]{2,}\b")


def check_plain(found: Found) -> Iterator[Problem]:
    """Every text that breaks a rule, at its place in its file."""
    known = known_of(found.content)
    for texts in by_entry(found.content):
        if (texts[0].kind, texts[0].entry) in found.marks:
            yield from _of_entry(found, texts, known)
    yield from _steps(found)


def by_entry(content: Content) -> Iterator[list[Shown]]:
    """All texts of each entry."""
    of_all = chain(shown(content), _shown_of_ladders(content))
    for _, texts in groupby(of_all, key=lambda text: (text.kind, text.entry)):
        yield list(texts)


def _shown_of_ladders(content: Content) -> Iterator[Shown]:
    """What owners read while nobody acts on their request."""
    told = (
        (ladder.id, (phase, number, "owner"), rung.owner)
        for ladder in content.ladders.values()
        for phase in PHASES
        for number, rung in enumerate(getattr(ladder, phase))
        if rung.owner is not None
    )
    for ladder, where, owner in told:
        for language in LANGUAGES:
            yield Shown("ladders", ladder, (*where, language), language, owner.to(language))


def as_one(texts: Sequence[Seen]) -> Iterator[Seen]:
    """All texts of an entry as one text, in each language."""
    for language in LANGUAGES:
        parts = [text for text in texts if text.language == language]
        if parts:
            yield joined(parts)


def _of_entry(found: Found, texts: Sequence[Shown], known: Known) -> Iterator[Problem]:
    first = texts[0]
    said = tuple((text.language, text.text) for text in texts)
    in_parts, in_whole = _findings(said, first.kind in MESSAGES, known)
    for number, finding in in_parts:
        what = f"{finding.what} ({finding.rule})"
        where, instead = texts[number].where, finding.instead
        yield found.problem(first.kind, first.entry, where, what, instead, finding.grade)
    where = first.where[:-1] if first.kind == "wordings" else ()
    for language, finding in in_whole:
        what = f"{finding.what} in all of {language} ({finding.rule})"
        yield found.problem(first.kind, first.entry, where, what, finding.instead, finding.grade)


@lru_cache(MOST_ENTRIES_KEPT)
def _findings(
    said: tuple[tuple[Language, str], ...], is_message: bool, known: Known
) -> tuple[Sequence[tuple[int, Finding]], Sequence[tuple[Language, Finding]]]:
    """What the rules find in each text of an entry, by its number, and in all of it, by language."""
    texts = [seen(text, language, known) for language, text in said]
    in_parts = tuple(
        (number, finding)
        for number, text in enumerate(texts)
        for over in (("part", "message") if is_message else ("part",))
        for finding in broken(text, over)
    )
    in_whole = tuple((text.language, f) for text in as_one(texts) for f in broken(text, "whole"))
    return in_parts, in_whole


def _steps(found: Found) -> Iterator[Problem]:
    for method in found.content.methods.values():
        for number, form in enumerate(method.formats):
            for language in LANGUAGES:
                where = ("formats", number, "steps", language)
                steps = form.steps.to(language)
                if len(steps) > MOST_STEPS and form.kind != "split":
                    what = f"{len(steps)} steps (list-length)"
                    instead = f"keep the {MOST_STEPS} that matter"
                    yield found.problem("methods", method.id, where, what, instead)
                for index, step in enumerate(steps):
                    words = len(read(step).words)
                    if words > LONGEST_STEP:
                        what = f"a step of {words} words (list-length)"
                        yield found.problem(
                            "methods", method.id, (*where, index), what, "say it shorter", "warning"
                        )


# --- what the rules must know


def known_of(content: Content) -> Known:
    """The names and the words owners stumble on, as the rules need them."""
    return _known(frozenset(_names(content)), tuple(content.terms.values()))


@lru_cache(8)  # the very same for the same content, so that what was found with it still holds
def _known(names: frozenset[str], terms: tuple[Term, ...]) -> Known:
    jargon = {language: _jargon(terms, language) for language in LANGUAGES}
    longest: dict[str, int] = {}
    for form in (form.split() for forms in jargon.values() for form in forms):
        longest[form[0]] = max(len(form), longest.get(form[0], 0))
    capitals = CAPITALS | _capitals(names, terms)
    return Known(_by_first_word(names), capitals, jargon, dict(_beginnings(terms)), longest)


def _names(content: Content) -> set[str]:
    names = {name for a in content.actors.values() for name in (a.name, *a.also_called)}
    names |= {instrument.name for instrument in content.instruments.values()}
    for place in content.places.values():
        names |= {place.name, *place.villages, *place.also_called, *place.sami}
    names |= {area.name.to(language) for area in content.areas.values() for language in LANGUAGES}
    return {name for name in names if name[:1].isupper() and len(name) > 2}


def _by_first_word(names: Set[str]) -> Mapping[str, tuple[str, ...]]:
    firsts: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        firsts.setdefault(re.split(r"\W", name)[0], []).append(name)
    return {first: tuple(of_first) for first, of_first in firsts.items()}


def _capitals(names: Set[str], terms: Sequence[Term]) -> frozenset[str]:
    """Short forms that are part of a name, or that have a rule of their own as words to explain."""
    forms = (form for term in terms for form in term.forms.nb + term.forms.sv)
    return frozenset(word for text in (*names, *forms) for word in _SHORT.findall(text))


def _beginnings(terms: Sequence[Term]) -> Iterator[tuple[str, Word]]:
    for term in terms:
        for beginning in term.prefixes:
            yield beginning.lower(), Word(term.id, term.treat, term.says.nb)


def _jargon(terms: Sequence[Term], language: Language) -> Mapping[str, Word]:
    return {
        form.lower(): Word(term.id, term.treat, term.says.to(language))
        for term in terms
        for form in term.forms.to(language)
        if form.lower() not in term.everyday.to(language)
    }
