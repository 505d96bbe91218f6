"""Photos and documents between owner and adviser: which pass, and under what name."""

import re
import unicodedata
from collections.abc import Mapping

MOST_BYTES = 10_000_000  # what Slack, Telegram and mailboxes all take
LONGEST_NAME = 80  # characters
ENDINGS: Mapping[str, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
"""What is passed on, by media type, with the ending its name gets; nothing that can run."""

_NOT_IN_A_NAME = re.compile(r"[^\w .()-]+")


def allowed(media_type: str, size: int) -> bool:
    """Whether a file of that type and size in bytes is passed on."""
    return media_type in ENDINGS and 0 < size <= MOST_BYTES


def clean_name(name: str, media_type: str) -> str:
    """The file's name without path, control and joining signs, ending as its type says."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    ending = ENDINGS.get(media_type, "bin")
    stem = _NOT_IN_A_NAME.sub("_", last.rpartition(".")[0] or last).strip(" ._")
    return f"{stem[:LONGEST_NAME] or 'fil'}.{ending}"
