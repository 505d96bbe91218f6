"""Finds the content folders and reads their files; the only place that knows they are files."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.core.content import Content
from bot.core.loading import load
from bot.core.reading import Problem
from bot.errors import ContentFaulty, ContentUnreadable

PACKAGE = Path(__file__).parent


def folders(knowledge: Path | None = None, flows: Path | None = None) -> tuple[Path, Path]:
    """The folders of knowledge and flows: as set, else in this checkout, else in the installed package."""
    return knowledge or _own("knowledge"), flows or _own("flows")


def _own(name: str) -> Path:
    checkout = PACKAGE.parent / name
    return checkout if checkout.is_dir() else PACKAGE / "content" / name


def texts(folders: Sequence[Path]) -> dict[str, str]:
    """The text of every YAML file below these folders, by a short path that names its kind.

    Raises:
        ContentUnreadable: a folder is missing, or a file cannot be read as UTF-8.
    """
    found: dict[str, str] = {}
    for folder in folders:
        if not folder.is_dir():
            raise ContentUnreadable(f"there is no folder {folder}; set STEG_KNOWLEDGE and STEG_FLOWS, or leave them out")
        for path in sorted(folder.rglob("*.yaml")):
            found[_shown(path, folder)] = _text(path)
    return found


def _shown(path: Path, folder: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.relative_to(folder.parent).as_posix()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentUnreadable(f"cannot read {path}: {error}; save it as UTF-8 text") from error


def fingerprint(files: Mapping[str, str]) -> str:
    """A short hash that changes with any text of the content."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path}\0{len(files[path])}\0{files[path]}".encode())
    return digest.hexdigest()[:16]


def content_or_fault(files: Mapping[str, str]) -> Content:
    """The content.

    Raises:
        ContentFaulty: there are problems; the text names the first and how many there are.
    """
    content, problems = load(files)
    if content is None:
        raise ContentFaulty(_summary(problems))
    return content


def _summary(problems: Sequence[Problem]) -> str:
    more = f" (and {len(problems) - 1} more; see them all with 'steg check')" if len(problems) > 1 else ""
    return f"{problems[0]}{more}"
