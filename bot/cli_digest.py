"""The command that shows the week's digest before anybody gets it."""

import sys
from datetime import date, datetime
from pathlib import Path

from bot.building import content_of, store_of
from bot.core.content import Language
from bot.core.conversation import Reply
from bot.core.digest import LEAST_ASKED, LEAST_NAMED, Gathered
from bot.core.digest_time import last_whole_week, week_name, week_named
from bot.digest import Counting
from bot.digest_text import written
from bot.digest_words import word
from bot.errors import SettingWrong
from bot.settings import Settings


def looked_at(
    settings: Settings, now: datetime, week: str | None, language: Language, out: Path | None
) -> int:
    """Prints a week's digest and writes its pictures; 1 when there is nothing to say.

    Raises:
        SettingWrong: there is no such week, it is not over, or the folder cannot be written.
    """
    monday = _week(week, now)
    store, content = store_of(settings), content_of(settings)
    made_up = store.only_made_up()
    told = Counting(store, content, settings.smallest_count, made_up).of(monday)
    if told.digest is None:
        print(_too_little(monday, told.found, settings.smallest_count), file=sys.stderr)
        return 1
    reply = written(told.digest, content, language, settings.public_url)
    if made_up:
        print(f"{word('made-up', language)}\n")
    print(reply.text)
    for picture in reply.pictures:
        print(f"\n[{picture.alt}]")
    if out is not None:
        _write(reply, out)
    return 0


def _week(name: str | None, now: datetime) -> date:
    last = last_whole_week(now)
    try:
        week = week_named(name) if name else last
    except ValueError as error:
        raise SettingWrong(f"--week: {error}") from None
    if week > last:
        raise SettingWrong(f"--week {name} is not over; the last whole week is {week_name(last)}")
    return week


def _too_little(week: date, found: Gathered, least: int) -> str:
    return (
        f"steg: nothing is sent after {week_name(week)}: {found.asked} questions since {found.first}; "
        f"a digest needs {LEAST_ASKED}, and {LEAST_NAMED} needs asked about {least} times or more"
    )


def _write(reply: Reply, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for picture in reply.pictures:
            path = folder / picture.name
            path.write_bytes(picture.content)
            print(path, file=sys.stderr)
    except OSError as error:
        raise SettingWrong(
            f"--out {folder} cannot be written ({error.strerror}); name another folder"
        ) from error
