"""The published figures as a SQLite file, with what Datasette tells of them beside it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.core.content import LANGUAGES, Content
from bot.core.public import ALL, LEVELS, OTHERS, Edition
from bot.errors import SettingWrong
from bot.open_data import LICENCE_AT, RULE, flat, open_data
from bot.web.open_page import named
from bot.whole_files import write_whole

APPLICATION_ID = (
    0x53744F44  # "StOD"; tells our file from another program's, and from Steg's database
)
LICENCE_NAME = "CC BY 4.0"
TITLE = "Steg: open figures"
METADATA = ".metadata.json"  # in place of the file's ending


@dataclass(frozen=True, slots=True)
class Described:
    """What a table holds, and each of its columns."""

    about: str
    columns: Mapping[str, str]


TABLES: Mapping[str, Described] = {
    "demand": Described(
        "Conversations that asked, by month, country, field, need, municipality and how it went. Each stands "
        "in one row, so rows can be summed; there is no other total.",
        {
            "month": "when they asked",
            "country": "NO, SE, or unknown",
            "group": "the field the need belongs to; 'others' and 'all' as under need",
            "need": "what it is about; 'others' is several together, see holds; 'all' not told apart",
            "place": "the municipality; 'others' and 'all' as under need",
            "went": "met (got advice, or asked for a person), gap (too little to offer), left (stopped "
            "before any advice), unmet (gap and left together), or all",
            "count": "conversations, each once for each need and month; never fewer than the smallest count",
            "holds": "the ids behind 'others', parted by spaces",
            "why": "why something is not told apart: too-few, or not-divided as no way of dividing was safe",
        },
    ),
    "withheld": Described(
        "Countries of which a month shows nothing: nobody asked, or fewer than the smallest count.",
        {"month": "the month", "country": "NO, SE, or unknown"},
    ),
    "names": Described(
        "What the ids in demand are called.",
        {
            "column": "the column of demand that the id stands in",
            "id": "the id",
            "nb": "in Norwegian",
            "sv": "in Swedish",
            "en": "in English",
        },
    ),
    "about": Described(
        "Rule, smallest count, licence, and when this file was written.",
        {"what": "what is told", "value": "what it is"},
    ),
    "columns": Described(
        "What each column of each table says.",
        {"table": "the table", "column": "the column", "says": "what it says"},
    ),
}


def write_open_file(
    path: Path, edition: Edition, content: Content, *, made_up: bool, now: datetime, source: str
) -> Path:
    """Writes the figures, and then their description for Datasette; each whole or not at all.

    Args:
        source: the address of the page that shows the same.

    Returns:
        Where the description is.

    Raises:
        SettingWrong: the file is another program's, or cannot be written.
    """
    if not path.name:
        raise SettingWrong(f"{path} is a folder; name a file in it, such as figures.db")
    described = path.with_suffix(METADATA)
    try:
        for there, is_ours in ((path, _is_ours), (described, _is_our_description)):
            if there.exists() and not is_ours(there):
                raise SettingWrong(
                    f"{there} is not a file of open figures and stays as it is; name another"
                )
        write_whole(path, as_database(edition, content, made_up=made_up, now=now))
        write_whole(described, metadata(path.stem, source).encode("utf-8"))
    except OSError as error:
        raise SettingWrong(f"{path} cannot be written: {error.strerror}") from error
    return described


def as_database(edition: Edition, content: Content, *, made_up: bool, now: datetime) -> bytes:
    """The figures as a SQLite database: what stands at ``/open``, and nothing else."""
    database = Database(memory=True)
    database.execute(f"pragma application_id = {APPLICATION_ID}")
    rows: Mapping[str, list[dict[str, Any]]] = {
        "demand": [dict(row) for row in flat(edition.rows)],
        "withheld": [{"month": one.month, "country": one.country} for one in edition.withheld],
        "names": list(_names(edition, content)),
        "about": _about(edition, made_up=made_up, now=now),
        "columns": [
            {"table": table, "column": column, "says": says}
            for table, described in TABLES.items()
            for column, says in described.columns.items()
        ],
    }
    for name, described in TABLES.items():
        table = database.table(name)
        table.create({c: int if c == "count" else str for c in described.columns})
        table.insert_all(rows[name])
    data = database.conn.serialize()
    database.close()
    return data


def metadata(database: str, source: str) -> str:
    """What Datasette shows beside the figures: title, licence, source, and what each column says."""
    tables: dict[str, Any] = {
        name: {"description": described.about, "columns": dict(described.columns)}
        for name, described in TABLES.items()
    }
    tables["demand"] |= {"sort_desc": "count", "facets": ["month", "country", "group", "went"]}
    told = {
        "title": TITLE,
        "description": RULE,
        "license": LICENCE_NAME,
        "license_url": LICENCE_AT,
        "source": "Steg",
        "source_url": source,
        "databases": {database: {"tables": tables}},
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _is_ours(path: Path) -> bool:
    """Whether a file is one of open figures: SQLite's first bytes hold whose it is."""
    with path.open("rb") as file:
        head = file.read(72)
    return head.startswith(b"SQLite format 3\0") and head[68:] == APPLICATION_ID.to_bytes(4, "big")


def _is_our_description(path: Path) -> bool:
    """Whether a description of a database is one that was written here."""
    try:
        told = json.loads(path.read_bytes())
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("title") == TITLE


def _about(edition: Edition, *, made_up: bool, now: datetime) -> list[dict[str, str]]:
    told = open_data(edition, made_up=made_up)
    return [
        {"what": "title", "value": told.title},
        {"what": "rule", "value": told.rule},
        {"what": "smallest count", "value": str(told.smallest_count)},
        {"what": "months", "value": " ".join(told.months)},
        {"what": "made up", "value": "yes" if told.made_up else "no"},
        {"what": "licence", "value": told.licence},
        {"what": "licence at", "value": told.licence_url},
        {"what": "credit", "value": told.credit},
        {"what": "written at", "value": f"{now:%Y-%m-%dT%H:%MZ}"},
    ]


def _names(edition: Edition, content: Content) -> Iterable[dict[str, str]]:
    """What everything that stands in a row, or is held by one, is called at ``/open``."""
    for level in LEVELS:
        ids = {getattr(row, level) for row in edition.rows}
        ids |= {one for row in edition.rows if getattr(row, level) == OTHERS for one in row.holds}
        for one in sorted(ids - {ALL, OTHERS}):
            yield {"column": level, "id": one} | {
                str(language): named(level, one, content, language) for language in LANGUAGES
            }
