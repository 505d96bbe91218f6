"""Teaches examples: looks at each, measures what all of them change, and keeps them when asked to."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.content_files import content_or_fault, fingerprint, path_of
from bot.core.content import LANGUAGES, Content, Language
from bot.core.inserting import with_example
from bot.core.reading import nearest
from bot.core.redaction import known_names, redacted
from bot.core.understanding import Reader, language_of, learn, reader
from bot.core.words import said_as
from bot.errors import NotTaught, SettingWrong
from bot.measuring import Measured, compared, held_out, results, without
from bot.whole_files import write_whole

LONGEST_EXAMPLE = 300  # characters; longer texts hold several troubles at once
COLUMNS = ("text", "need", "language")
NO_DEVELOPMENT_SET = "There is no development set here; measured on examples held out instead."


@dataclass(frozen=True, slots=True)
class Lesson:
    """An example to teach. ``where`` is the line of the file it came from, "" without a file."""

    text: str
    need: str
    language: Language | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Teacher:
    """What is taught: the texts of the files by path and the content they make, which has no faults.

    ``measured`` is the development set, () when there is none. ``reader_of`` gives the reader learned
    from a content of a fingerprint, and keeps it. ``roots`` are the folders the files are in.
    """

    files: Mapping[str, str]
    content: Content
    measured: tuple[Measured, ...]
    reader_of: Callable[[Content, str], Reader]
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
    taught = _taught(content) | {said_as(m.text): "the development set" for m in teacher.measured}
    known = known_names(content)
    found: list[str] = []
    for one in lessons:
        wrong = why_not(one, content, taught, known)
        if wrong:
            found.append(f"{one.where}{wrong}")
        else:
            taught[said_as(one.text)] = f"{content.id_now('needs', one.need)} from this very file"
    return found


def why_not(
    lesson: Lesson, content: Content, taught: Mapping[str, str], known: frozenset[str]
) -> str | None:
    """Why a lesson cannot be taught, None when it can."""
    need, text = content.id_now("needs", lesson.need), lesson.text
    if need not in content.needs:
        guess = nearest(need, content.needs)
        instead = f"did you mean '{guess}'?" if guess else "see the folder knowledge/needs"
        return f"there is no need '{lesson.need}'; {instead}"
    if not any(sign.isalpha() for sign in text):
        return "the text has no letter; write what an owner would say"
    if not text.isprintable():
        return "the text holds an invisible character; take it out"
    if len(text) > LONGEST_EXAMPLE:
        return f"the text is {len(text)} characters long; keep to {LONGEST_EXAMPLE}"
    if said_as(text) in taught:
        return f"this text stands under {taught[said_as(text)]}; leave it out"
    hidden = redacted(text, known)
    if hidden != text:
        return f"the text reads like personal data: '{hidden}'; write it without"
    return None


def _taught(content: Content) -> dict[str, str]:
    """Where each example and each known phrase stands."""
    found: dict[str, str] = {}
    for act in content.acts.values():
        for language in LANGUAGES:
            for text in (*act.examples.to(language), *act.phrases.to(language)):
                found[said_as(text)] = f"the act {act.id}, {language}"
    for need in content.needs.values():
        for language in LANGUAGES:
            found |= {said_as(t): f"{need.id}, {language}" for t in need.examples.to(language)}
    return found


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
    reads = teacher.reader_of(content, fingerprint(teacher.files))
    spoken = [in_a_language(one, reads) for one in lessons]
    changed = _changed(spoken, content, teacher.files)
    files = {**teacher.files, **changed}
    after = content_or_fault(files)
    if not teacher.measured:
        return Taught(changed, f"{NO_DEVELOPMENT_SET}\n\n{_on_held_out(content, after)}")
    learned = (
        teacher.reader_of(after, fingerprint(files))
        if keep_learned
        else reader(after, *learn(after))
    )
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
