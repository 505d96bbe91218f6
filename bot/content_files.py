"""Finds the content folders and reads their files; the only place that knows they are files."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from bot.core.content import Content
from bot.core.loading import load
from bot.core.reading import Problem
from bot.errors import ContentFaulty, ContentUnreadable

PACKAGE = Path(__file__).parent
_LOADED: dict[str, Content] = {}  # the last content by its fingerprint: checking takes a second


def folders(knowledge: Path | None = None, flows: Path | None = None) -> tuple[Path, Path]:
    """The folders of knowledge and flows: as set, else in this checkout, else in the installed package."""
    return knowledge or _own("knowledge"), flows or _own("flows")


def _own(name: str) -> Path:
    checkout = PACKAGE.parent / name
    return checkout if checkout.is_dir() else PACKAGE / "content" / name


def texts(folders: Sequence[Path]) -> dict[str, str]:
    """The text of every YAML file below these folders, by a short path that names its kind.

    A byte that is no UTF-8 stays in the text as a lone surrogate, so that reading can point at it.

    Raises:
        ContentUnreadable: a folder is missing or holds no content, or a file cannot be opened.
    """
    found: dict[str, str] = {}
    seen: set[Path] = set()
    for folder in folders:
        for path in _files(folder):
            if path.resolve() not in seen:
                shown = _shown(path, folder)
                found[path.as_posix() if shown in found else shown] = _text(path)
            seen.add(path.resolve())
    return found


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ContentUnreadable(
            f"there is no folder {folder}; name one that holds content, or leave it out"
        )
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))
    if not paths:
        raise ContentUnreadable(
            f"there is no .yaml file below {folder}; name a folder that holds content"
        )
    return paths


def _shown(path: Path, folder: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.relative_to(folder.parent).as_posix()


def path_of(shown: str, folders: Sequence[Path]) -> Path:
    """The file that is shown by this short path.

    Raises:
        ContentUnreadable: it is not there.
    """
    beside = (Path.cwd(), *(folder.parent for folder in folders))
    found = next((base / shown for base in beside if (base / shown).is_file()), None)
    if found is None:
        raise ContentUnreadable(f"there is no file {shown} any more; try again")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise ContentUnreadable(f"cannot read {path}: {error.strerror}") from error


def completed(asked: Mapping[str, str], own: Sequence[Path]) -> dict[str, str]:
    """The files asked about, and from our own folders those of every kind that none of them is of.

    So a few entries can be checked by themselves, against the needs, flows and wordings there are.
    """
    kinds = {_kind(path) for path in asked}
    others = texts([folder for folder in own if folder.is_dir()])
    return {path: text for path, text in others.items() if _kind(path) not in kinds} | dict(asked)


def _kind(path: str) -> str:
    return PurePosixPath(path).parent.name


def fingerprint(files: Mapping[str, str]) -> str:
    """A short hash that changes with any text of the content."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(
            f"{path}\0{len(files[path])}\0{files[path]}".encode("utf-8", "surrogateescape")
        )
    return digest.hexdigest()[:16]


def content_or_fault(files: Mapping[str, str]) -> Content:
    """The content.

    Raises:
        ContentFaulty: there are problems; the text names the first and how many there are.
    """
    known = fingerprint(files)
    if known in _LOADED:
        return _LOADED[known]
    content, problems = load(files)
    if content is None:
        errors = [problem for problem in problems if problem.grade == "error"]
        raise ContentFaulty(_summary(errors))
    _LOADED.clear()
    _LOADED[known] = content
    return content


def _summary(problems: Sequence[Problem]) -> str:
    more = (
        f" (and {len(problems) - 1} more; see them all with 'steg check')"
        if len(problems) > 1
        else ""
    )
    return f"{problems[0]}{more}"
