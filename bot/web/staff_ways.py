"""The pages for staff, as one table: where they stand, what they are called, and who may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.core.accounts import Role
from bot.core.content import Language
from bot.web.page import Visitor, language_of
from bot.web.staff_cut import Cut, address
from bot.web.words import word


@dataclass(frozen=True, slots=True)
class Way:
    """A page; ``keeps_cut`` when it shows figures, so that what was chosen stays chosen on it."""

    path: str
    word: str
    keeps_cut: bool = False
    only_admin: bool = False


WAYS: tuple[Way, ...] = (
    Way("/staff", "go-overview", keeps_cut=True),
    Way("/staff/map", "go-staff-map", keeps_cut=True),
    Way("/staff/funnel", "go-funnel", keeps_cut=True),
    Way("/staff/outcomes", "go-outcomes", keeps_cut=True),
    Way("/staff/handoffs", "go-handoffs", keeps_cut=True),
    Way("/staff/words", "go-words"),
    Way("/staff/talks", "go-talks"),
    Way("/staff/knowledge", "go-knowledge"),
    Way("/staff/introductions", "go-introductions"),
    Way("/staff/privacy", "go-privacy"),
    Way("/staff/log", "go-log", only_admin=True),
)
_ADMIN: Role = "admin"

Shown = tuple[str, str, bool]  # address, name, and whether it is the page one is on


def ways(path: str, visitor: Visitor, language: Language, cut: Cut | None = None) -> list[Shown]:
    """The pages somebody may go to; one below a page counts as on it."""
    found = []
    for way in WAYS:
        if way.only_admin and visitor.account.role != _ADMIN:
            continue
        leads = address(cut, way.path) if cut and way.keeps_cut else way.path
        here = path == way.path or (way.path != WAYS[0].path and path.startswith(f"{way.path}/"))
        found.append((leads, word(way.word, language), here))
    return found


def shell(
    request: Request, visitor: Visitor, title: str, told: Sequence[str] = ()
) -> dict[str, Any]:
    """What every page without figures is put into: the ways, its title, and what came of the last act.

    Args:
        title: a word's id.
        told: what the address may tell with ``told=``, each the end of a word's id that begins with
            ``did-``; others are not shown.
    """
    language = language_of(request)
    said = request.query_params.get("told", "")
    return {
        "title": word(title, language),
        "pages": ways(request.url.path, visitor, language),
        "told": word(f"did-{said}", language) if said in (*told, "stale") else "",
    }


def only_admin(visitor: Visitor) -> None:
    """Lets nobody but administrators go on.

    Raises:
        HTTPException: somebody else; to them there is no such page.
    """
    if visitor.account.role != _ADMIN:
        raise HTTPException(404)
