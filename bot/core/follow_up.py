"""When a follow-up the owner asked for falls due, from the answers of the remind flow."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.conversation import FollowUp, Session

HERE = ZoneInfo("Europe/Oslo")  # Trøndelag and Jämtland keep the same time
SATURDAY = 5
DAYS = {"tomorrow": 1, "week": 7, "two-weeks": 14}


def follow_up(session: Session, now: datetime) -> FollowUp | None:
    """The follow-up asked for, None when day or hour is not given."""
    day, hour = session.answer("remind.day"), session.answer("remind.hour")
    if day is None or hour is None:
        return None
    due_at = due(now, day.value, int(hour.value) if hour.value.isdecimal() else 8)
    return FollowUp(
        f"{session.conversation}#{session.turn}", session.conversation, due_at, "reminder"
    )


def due(now: datetime, day: str, hour: int) -> datetime:
    """The next time it is that hour on that day, here; always in the future."""
    local = now.astimezone(HERE)
    ahead = (SATURDAY - local.weekday()) % 7 if day == "saturday" else DAYS.get(day, 1)
    wanted = datetime.combine(local.date() + timedelta(days=ahead), time(hour), HERE)
    if wanted <= local:
        wanted += timedelta(days=7 if day == "saturday" else 1)
    return wanted.astimezone(now.tzinfo)
