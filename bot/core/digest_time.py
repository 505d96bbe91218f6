"""Who gets the digest, of which week, and when."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.core.content import LANGUAGES, Country, Language
from bot.core.desks import is_mailbox
from bot.core.follow_up import HERE
from bot.core.working_time import days_off

TOLD_AT = time(7, 30)  # on Monday, before meetings begin; on the next working day after a holiday
FRIDAY = 4
DAY, WEEK = timedelta(days=1), timedelta(days=7)
_SLACK = re.compile(r"slack:[CG][A-Z0-9]{3,20}")
_HOW_TO_WRITE = (
    "write slack:C0123456789 or mail:stine@example.no, with =sv or =en behind it for another language than "
    "Norwegian, and a comma before the next"
)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets the digest: "slack:C0123" or "mail:stine@example.no", and in which language."""

    address: str
    language: Language = "nb"

    @property
    def country(self) -> Country:
        """Whose holidays it waits for."""
        return "SE" if self.language == "sv" else "NO"


def receivers(text: str) -> tuple[Receiver, ...]:
    """The receivers of a text such as "slack:C0123456789, mail:stine@example.no=sv", in its order.

    Raises:
        ValueError: what is wrong, and how to write it.
    """
    found = [_receiver(part.strip()) for part in text.split(",") if part.strip()]
    addresses = [one.address for one in found]
    twice = next((one for one in addresses if addresses.count(one) > 1), None)
    if twice:
        raise ValueError(f"'{twice}' stands there twice; write each receiver once")
    return tuple(found)


def _receiver(text: str) -> Receiver:
    address, _, code = text.partition("=")
    language = next((one for one in LANGUAGES if one == (code or "nb")), None)
    is_mail = address.startswith("mail:") and is_mailbox(address.removeprefix("mail:"))
    if language is None or not (is_mail or _SLACK.fullmatch(address)):
        raise ValueError(f"'{text}' is no receiver of the digest; {_HOW_TO_WRITE}")
    return Receiver(address, language)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - day.weekday() * DAY


def week_name(day: date) -> str:
    """The week of a day as "2026-W47"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def last_whole_week(now: datetime) -> date:
    """The Monday of the last week that is over here."""
    return week_of(now.astimezone(HERE).date()) - WEEK


def told_at(week: date, country: Country) -> datetime:
    """When a week is told: on the first working day of the next one, on its Friday at the latest."""
    day = week + WEEK
    while day in days_off(country, day.year) and day.weekday() < FRIDAY:
        day += DAY
    return datetime.combine(day, TOLD_AT, HERE)


def week_due(now: datetime, country: Country) -> date | None:
    """The Monday of the week that is to be told by now, None while it is too early for it."""
    week = last_whole_week(now)
    return week if now >= told_at(week, country) else None


def week_named(name: str) -> date:
    """The Monday of a week such as "2026-W47".

    Raises:
        ValueError: there is no such week.
    """
    year, letter, number = name.upper().partition("-W")
    if not (letter and year.isdecimal() and number.isdecimal()):
        raise ValueError(f"'{name}' is no week; write it as 2026-W47")
    return date.fromisocalendar(int(year), int(number), 1)
