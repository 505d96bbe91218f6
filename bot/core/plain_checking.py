"""Whether every text an owner can read is plain: the rules of plain_rules, held against the content."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from bot.core.content import LANGUAGES, Content
from bot.core.found import Found
from bot.core.languages import Language
from bot.core.plain import read
from bot.core.plain_rules import broken
from bot.core.plain_seen import Known, Seen, Word, joined, seen
from bot.core.reading import Problem
from bot.core.shown import Shown, shown

MESSAGES = frozenset({"wordings", "flows"})  # kinds whose texts are what Steg says, one at a time
MOST_STEPS = 5  # points in a list; ours
LONGEST_STEP = 12  # words in a point of a list; ours
# Short forms that everybody reads as a word, and names of things that have no other.
CAPITALS = frozenset("AS AB EU QR PDF SMS TV OK CNC PC USB ILSA SMICE".split())
_SHORT = re.compile(r"\b[A-ZÆØÅÄÖ]{2,}\b")


def check_plain(found: Found) -> Iterator[Problem]:
    """Every text that breaks a rule, at its place in its file."""
    known = known_of(found.content)
    for of_entry in by_entry(found.content, known):
        if (of_entry[0][0].kind, of_entry[0][0].entry) in found.marks:
            for text, as_seen in of_entry:
                yield from _part(found, text, as_seen)
            yield from _whole(found, of_entry)
    yield from _steps(found)


def by_entry(content: Content, known: Known) -> Iterator[list[tuple[Shown, Seen]]]:
    """All texts of each entry, as they stand and as the rules see them."""
    for _, texts in groupby(shown(content), key=lambda text: (text.kind, text.entry)):
        yield [(text, seen(text.text, text.language, known)) for text in texts]


def as_one(of_entry: list[tuple[Shown, Seen]]) -> Iterator[tuple[Language, Seen]]:
    """All texts of an entry as one text, in each language."""
    for language in LANGUAGES:
        parts = [as_seen for text, as_seen in of_entry if text.language == language]
        if parts:
            yield language, joined(parts)


def _part(found: Found, text: Shown, as_seen: Seen) -> Iterator[Problem]:
    for over in ("part", "message") if text.kind in MESSAGES else ("part",):
        for finding in broken(as_seen, over):
            what = f"{finding.what} ({finding.rule})"
            where, instead = text.where, finding.instead
            yield found.problem(text.kind, text.entry, where, what, instead, finding.grade)


def _whole(found: Found, of_entry: list[tuple[Shown, Seen]]) -> Iterator[Problem]:
    first = of_entry[0][0]
    where = first.where[:-1] if first.kind == "wordings" else ()
    for language, text in as_one(of_entry):
        for finding in broken(text, "whole"):
            what = f"{finding.what} in all of {language} ({finding.rule})"
            instead = finding.instead
            yield found.problem(first.kind, first.entry, where, what, instead, finding.grade)


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
    names = _names(content)
    jargon = {language: _jargon(content, language) for language in LANGUAGES}
    longest: dict[str, int] = {}
    for form in (form.split() for forms in jargon.values() for form in forms):
        longest[form[0]] = max(len(form), longest.get(form[0], 0))
    return Known(_by_first_word(names), CAPITALS | _capitals(content, names), jargon,
                 dict(_beginnings(content)), longest)  # fmt: skip


def _names(content: Content) -> set[str]:
    names = {name for a in content.actors.values() for name in (a.name, *a.also_called)}
    names |= {instrument.name for instrument in content.instruments.values()}
    for place in content.places.values():
        names |= {place.name, *place.villages, *place.also_called, *place.sami}
    names |= {area.name.to(language) for area in content.areas.values() for language in LANGUAGES}
    return {name for name in names if name[:1].isupper() and len(name) > 2}


def _by_first_word(names: set[str]) -> Mapping[str, tuple[str, ...]]:
    firsts: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        firsts.setdefault(re.split(r"\W", name)[0], []).append(name)
    return {first: tuple(of_first) for first, of_first in firsts.items()}


def _capitals(content: Content, names: set[str]) -> frozenset[str]:
    """Short forms that are part of a name, or that have a rule of their own as words to explain."""
    forms = (form for term in content.terms.values() for form in term.forms.nb + term.forms.sv)
    return frozenset(word for text in (*names, *forms) for word in _SHORT.findall(text))


def _beginnings(content: Content) -> Iterator[tuple[str, Word]]:
    for term in content.terms.values():
        for beginning in term.prefixes:
            yield beginning.lower(), Word(term.id, term.treat, term.says.nb)


def _jargon(content: Content, language: Language) -> Mapping[str, Word]:
    return {
        form.lower(): Word(term.id, term.treat, term.says.to(language))
        for term in content.terms.values()
        for form in term.forms.to(language)
        if form.lower() not in term.everyday.to(language)
    }
