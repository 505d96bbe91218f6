"""The chat page in each language, and the files it loads."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from bot.core.content import LANGUAGES, Language

STATIC_LIFE = timedelta(days=365)

_WEB = Path(__file__).resolve().parent.parent / "web"
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file of the pages. ``version`` is made from its content and stands in its address."""

    content: bytes
    media_type: str
    version: str

    def answer(self, asked: str | None) -> Response:
        """The file for a browser, to keep when it asked for this very version."""
        stays = asked == self.version
        caching = (
            f"public, max-age={int(STATIC_LIFE.total_seconds())}, immutable"
            if stays
            else "no-cache"
        )
        return Response(
            self.content, media_type=self.media_type, headers={"Cache-Control": caching}
        )


def static_files() -> dict[str, StaticFile]:
    """The files the pages load, by name."""
    paths = [path for path in (_WEB / "static").iterdir() if path.suffix in _MEDIA_TYPES]
    return {path.name: _static_file(path) for path in sorted(paths)}


def _static_file(path: Path) -> StaticFile:
    content = path.read_bytes()
    return StaticFile(content, _MEDIA_TYPES[path.suffix], hashlib.sha256(content).hexdigest()[:12])


def pages(
    files: Mapping[str, StaticFile], *, most_characters: int, language_cookie: str
) -> dict[Language, str]:
    """The chat page in each language; the same for every visitor who reads it."""

    def static(name: str) -> str:
        return f"/static/{name}?v={files[name].version}"

    templates = Environment(
        loader=FileSystemLoader(_WEB),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = templates.get_template("chat.html")
    told = {
        "static": static,
        "most_characters": most_characters,
        "language_cookie": language_cookie,
    }
    return {language: page.render(language=language, **told) for language in LANGUAGES}
