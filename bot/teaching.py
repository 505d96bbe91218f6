"""Teaches examples: looks at each, measures what all of them change, and keeps them when asked to."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from bot.content_files import content_or_fault, path_of
from bot.core.content import LANGUAGES, Content, Language
from bot.core.inserting import with_example
from bot.core.lessons import (
    LONGEST_EXAMPLE,
    Lesson,
    ListedLesson,
    Stands,
    WhyNot,
    taught_texts,
    why_not,
)
from bot.core.reading import nearest
from bot.core.redaction import known_names
from bot.core.understanding import Reader, language_of, learn, reader
from bot.core.words import said_as
from bot.errors import NotTaught, SettingWrong
from bot.measuring import Measured, compared, held_out, results, without
from bot.stores.port import Lessons
from bot.whole_files import write_whole

COLUMNS = ("text", "need", "language")
NO_DEVELOPMENT_SET = "There is no development set here; measured on examples held out instead."


@dataclass(frozen=True, slots=True)
class Teacher:
    """What is taught: the texts of the files by path and the content they make, which has no faults.

    ``measured`` is the development set, () when there is none. ``reader_of`` gives the reader learned
    from a content, and keeps it. ``roots`` are the folders the files are in.
    """

    files: Mapping[str, str]
    content: Content
    measured: tuple[Measured, ...]
    reader_of: Callable[[Content], Reader]
    roots: tuple[Path, ...]


def lesson(text: str, need: str, language: str | None, where: str = "") -> Lesson:
    """A lesson, its text on one line.

    Raises:
        NotTaught: there is no such language.
    """
    known: Language | None = next((one for one in LANGUAGES if one == language), None)
    if language and known is None:
        raise NotTaught(f"{where}'{language}' is no language; write one of {', '.join(LANGUAGES)}")
    return Lesson(" ".join(text.split()), need.strip(), known, where)


def lessons_of(path: Path) -> tuple[list[Lesson], list[str]]:
    """The lessons of a CSV file with the columns text, need and language, and what is wrong with others.

    Raises:
        SettingWrong: the file cannot be read, or has not these columns.
    """
    try:
        written = path.read_text("utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise SettingWrong(f"cannot read {path}; name a CSV file in UTF-8") from error
    head = written.partition("\n")[0]
    rows = csv.DictReader(written.splitlines(), delimiter=";" if ";" in head else ",")
    if not {"text", "need"} <= set(rows.fieldnames or ()):
        raise SettingWrong(
            f"{path} has not the columns {', '.join(COLUMNS)}; name them in its first line"
        )
    found: list[Lesson] = []
    wrong: list[str] = []
    for row in rows:
        values = [(row.get(column) or "").strip() for column in COLUMNS]
        try:
            found.append(
                lesson(values[0], values[1], values[2] or None, f"{path}:{rows.line_num}: ")
            )
        except NotTaught as refused:
            wrong.append(str(refused))
    return found, wrong


# --- looking at each


def refusals(lessons: Sequence[Lesson], teacher: Teacher) -> list[str]:
    """Why lessons cannot be taught, a line each: what is wrong; what to do instead."""
    content = teacher.content
    return [
        f"{one.where}{_told(one, wrong, content)}"
        for one, wrong in _looked_at(lessons, teacher)
        if wrong
    ]


def _looked_at(
    lessons: Sequence[Lesson], teacher: Teacher
) -> Iterator[tuple[Lesson, WhyNot | None]]:
    """Each lesson with why it cannot be taught after those before it."""
    content = teacher.content
    taught = taught_texts(content) | {said_as(m.text): Stands("measured") for m in teacher.measured}
    known = known_names(content)
    for one in lessons:
        wrong = why_not(one, content, taught, known)
        if wrong is None:
            need = content.id_now("needs", one.need)
            taught[said_as(one.text)] = Stands("listed", need, one.language or "")
        yield one, wrong


def _told(lesson: Lesson, why: WhyNot, content: Content) -> str:
    """What is wrong with a lesson, and what to do instead."""
    if why.reason == "unknown-need":
        guess = nearest(lesson.need, content.needs)
        instead = f"did you mean '{guess}'?" if guess else "see the folder knowledge/needs"
        return f"there is no need '{lesson.need}'; {instead}"
    if why.stands is not None:
        return f"this text stands under {_named(why.stands)}; leave it out"
    return {
        "no-letter": "the text has no letter; write what an owner would say",
        "invisible": "the text holds an invisible character; take it out",
        "too-long": f"the text is {len(lesson.text)} characters long; keep to {LONGEST_EXAMPLE}",
        "personal": f"the text reads like personal data: '{why.hidden}'; write it without",
        "marks": "the text holds a mark of something hidden; write it without",
    }[why.reason]


def _named(stands: Stands) -> str:
    """Where a text stands, in words."""
    return {
        "acts": f"the act {stands.entry}, {stands.language}",
        "needs": f"{stands.entry}, {stands.language}",
        "measured": "the development set",
        "listed": f"{stands.entry}, further up",
    }[stands.kind]


def in_a_language(one: Lesson, reads: Reader) -> Lesson:
    """The lesson with its language, guessed when it was not given.

    Raises:
        NotTaught: the text does not tell its language.
    """
    if one.language:
        return one
    guesses = {language_of(one.text, reads, before) for before in LANGUAGES}
    if len(guesses) > 1:
        raise NotTaught(
            f"{one.where}the text does not tell its language; say which, one of {', '.join(LANGUAGES)}"
        )
    return Lesson(one.text, one.need, guesses.pop(), one.where)


# --- the list that staff made


@dataclass(frozen=True, slots=True)
class Sorted:
    """The lessons of the list by what comes of them; each refused one with its reason and a line of it."""

    to_teach: tuple[ListedLesson, ...]
    taught_before: tuple[ListedLesson, ...]
    refused: tuple[tuple[ListedLesson, str, str], ...]


def sorted_out(waiting: Sequence[ListedLesson], teacher: Teacher) -> Sorted:
    """What can be taught of a list, what stands there already, and what cannot be taught."""
    content = teacher.content
    lessons = [lesson(one.text, one.need, one.language, f"lesson {one.id}: ") for one in waiting]
    to_teach: list[ListedLesson] = []
    before: list[ListedLesson] = []
    refused: list[tuple[ListedLesson, str, str]] = []
    for listed, (one, wrong) in zip(waiting, _looked_at(lessons, teacher), strict=True):
        if wrong is None:
            to_teach.append(listed)
        elif wrong.stands and wrong.stands.entry == content.id_now("needs", one.need):
            before.append(listed)
        else:
            refused.append((listed, wrong.reason, f"{one.where}{_told(one, wrong, content)}"))
    return Sorted(tuple(to_teach), tuple(before), tuple(refused))


def settle(found: Sorted, lessons: Lessons, now: datetime) -> None:
    """Says on the list what came of each lesson, once what was to be taught is kept."""
    for listed in (*found.to_teach, *found.taught_before):
        lessons.settle(listed.id, now, "taught")
    for listed, reason, _ in found.refused:
        lessons.settle(listed.id, now, "refused", reason)


# --- teaching all


@dataclass(frozen=True, slots=True)
class Taught:
    """The texts of the files that changed, by path, and what the change does, as tables."""

    changed: Mapping[str, str]
    table: str


def teach(lessons: Sequence[Lesson], teacher: Teacher, *, keep_learned: bool = False) -> Taught:
    """What the lessons would change, measured; nothing is written.

    Args:
        lessons: those that were not refused.
        teacher: what is taught, and what is measured on.
        keep_learned: whether the reader of the changed content is worth keeping.

    Raises:
        NotTaught: a language cannot be told, or a file cannot take an example.
        ContentFaulty: the content would have problems.
    """
    content = teacher.content
    reads = teacher.reader_of(content)
    spoken = [in_a_language(one, reads) for one in lessons]
    changed = _changed(spoken, content, teacher.files)
    files = {**teacher.files, **changed}
    after = content_or_fault(files)
    if not teacher.measured:
        return Taught(changed, f"{NO_DEVELOPMENT_SET}\n\n{_on_held_out(content, after)}")
    learned = teacher.reader_of(after) if keep_learned else reader(after, *learn(after))
    measured = teacher.measured
    return Taught(changed, compared(measured, results(measured, reads), results(measured, learned)))


def _on_held_out(before: Content, after: Content) -> str:
    measured = held_out(before)
    was, now = (
        results(measured, reader(less, *learn(less)))
        for less in (without(before, measured), without(after, measured))
    )
    return compared(measured, was, now)


def _changed(
    lessons: Sequence[Lesson], content: Content, files: Mapping[str, str]
) -> dict[str, str]:
    changed: dict[str, str] = {}
    for one in lessons:
        need = content.id_now("needs", one.need)
        path = next(
            path
            for path in files
            if PurePosixPath(path).parent.name == "needs" and PurePosixPath(path).stem == need
        )
        text = changed.get(path, files[path])
        try:
            changed[path] = with_example(text, one.language or LANGUAGES[0], one.text)
        except ValueError as error:
            raise NotTaught(f"cannot write into {path}: {error}; write it in by hand") from error
    return changed


def keep(taught: Taught, teacher: Teacher) -> list[Path]:
    """Writes the changed files, each whole or not at all, and gives their paths.

    Raises:
        NotTaught: a file was changed by somebody else meanwhile, or cannot be written.
    """
    paths = {path: path_of(path, teacher.roots) for path in taught.changed}
    for shown, path in paths.items():
        if path.read_bytes() != teacher.files[shown].encode("utf-8", "surrogateescape"):
            raise NotTaught(f"{shown} was changed meanwhile; nothing is kept, try again")
    try:
        for shown, path in paths.items():
            write_whole(path, taught.changed[shown].encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise NotTaught(f"cannot write {shown}: {error.strerror}; make it writable") from error
    return list(paths.values())
