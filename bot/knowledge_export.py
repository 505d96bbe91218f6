"""Writes the knowledge for others to read: as Open Referral HSDS 3 JSON, or as plain CSV."""

import json
from pathlib import Path
from typing import Literal, get_args

from bot import hsds, knowledge_csv
from bot.core.content import Content, Language
from bot.errors import SettingWrong

Form = Literal["hsds", "csv"]
FORMS: tuple[Form, ...] = get_args(Form)


def export_knowledge(
    content: Content, form: Form, folder: Path, language: Language | None = None
) -> list[Path]:
    """Writes one file per kind into a folder, which is made when it is not there; the files written.

    The same content gives the same bytes. Other files in the folder stay as they are.

    Args:
        language: of the texts in HSDS; None is that of each entry's country. CSV holds them all.

    Raises:
        SettingWrong: the folder cannot be made or written to.
    """
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in _texts(content, form, language).items():
            path = folder / name
            path.write_text(text, encoding="utf-8", newline="")
            written.append(path)
    except OSError as error:
        raise SettingWrong(
            f"cannot write to {error.filename or folder}: {error.strerror}; "
            "name a folder after --to that can be written to"
        ) from error
    return written


def _texts(content: Content, form: Form, language: Language | None) -> dict[str, str]:
    if form == "csv":
        return {f"{kind}.csv": text for kind, text in knowledge_csv.files(content).items()}
    lists = hsds.files(content, language)
    return {
        f"{kind}.json": json.dumps(objects, ensure_ascii=False, indent=1) + "\n"
        for kind, objects in lists.items()
    }
