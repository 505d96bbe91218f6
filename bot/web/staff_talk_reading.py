"""A talk as staff read it, in their language: what it was about, what was said, what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.advice_text import day_text, name_of
from bot.core.content import Language, Size
from bot.core.conversation import Session
from bot.core.demand import is_made_up
from bot.core.follow_up import HERE
from bot.core.labels import READ
from bot.core.profile import profile_of
from bot.core.renaming import renamed_session
from bot.core.wording import capital
from bot.stores.port import TalkKept
from bot.web.page import LANGUAGE_NAMES
from bot.web.staff_reader import Reader

# What is told of a talk, of all that was counted in it.
_WENT = ("handoff", "gap", "advised", "left")
_COUNTED = ("advised", "handoff")  # events of the day a talk was counted
_SHELVES = (("method", "methods"), ("actor", "actors"), ("instrument", "instruments"))


@dataclass(frozen=True, slots=True)
class TalkFacts:
    """What is known of a talk without its words. ``counted`` are the needs it counts for, "" for none."""

    code: str
    at: datetime
    day: date
    channel: str
    language: Language
    needs: tuple[str, ...]
    heard: tuple[str, ...]
    place: str | None
    size: Size | None
    went: str
    counted: tuple[str, ...]
    made_up: bool


def facts_of(talk: TalkKept, code: str, read: Reader) -> TalkFacts:
    """What is known of a talk.

    ``day`` is the one its signals have, as far as events tell.
    """
    session = renamed_session(talk.session, read.content)
    assert session.last_at is not None  # the store gives no other
    profile = profile_of(session, read.content)
    counted_at = next((at for kind, at, _ in talk.events if kind in _COUNTED), session.last_at)
    marks = [mark.split(":") for mark in session.signalled if mark.count(":") == 2]
    return TalkFacts(
        code=code,
        at=session.last_at,
        day=counted_at.date(),
        channel=session.channel,
        language=session.language,
        needs=profile.need_ids() or _read_in(session),
        heard=tuple(dict.fromkeys(_heard(talk, session, read))),
        place=profile.place,
        size=profile.size,
        went=next((went for went in _WENT if any(m[0] == went for m in marks)), ""),
        counted=tuple(dict.fromkeys(_need_of(mark[1], read) for mark in marks)),
        made_up=is_made_up(session.conversation),
    )


def _need_of(mark: str, read: Reader) -> str:
    """The need of what was counted; "" when nothing was understood."""
    return "" if mark == "None" else read.content.id_now("needs", mark)


def _read_in(session: Session) -> tuple[str, ...]:
    """What was read in the words, where the owner did not settle on a need."""
    answer = session.answer("main.trouble")
    return answer.ids[:1] if answer is not None and answer.value in READ else ()


def _heard(talk: TalkKept, session: Session, read: Reader) -> Iterator[str]:
    for kind, _, needs in talk.events:
        if kind in ("heard", "confirmed"):
            yield from (read.content.id_now("needs", need) for need in needs)
    for heard in session.heard:
        yield from heard.read


@dataclass(frozen=True, slots=True)
class TalkWords:
    """Puts the facts of a talk into words."""

    read: Reader

    def day(self, talk: TalkFacts) -> str:
        """The day of its last message."""
        return day_text(talk.at.astimezone(HERE).date(), self.read.language)

    def day_in_list(self, talk: TalkFacts) -> str:
        """The same in short: what is listed was said some days ago."""
        day = talk.at.astimezone(HERE).date()
        dot = "." if self.read.language == "nb" else ""
        return f"{day.day}{dot} {self.read.month_short(f'{day:%Y-%m}')}"

    def channel(self, talk: TalkFacts) -> str:
        """Where it was."""
        return capital(self.read.word(f"channel-{talk.channel}"))

    def spoken(self, talk: TalkFacts) -> str:
        """Which language it was in."""
        return LANGUAGE_NAMES[talk.language]

    def needs(self, talk: TalkFacts) -> str:
        """What it was about."""
        if not talk.needs:
            return self.read.word("no-need" if "" in talk.counted else "not-told")
        # The name of a need may hold a comma of its own.
        return " · ".join(self.read.need(need) for need in talk.needs)

    def place(self, talk: TalkFacts) -> str:
        """Where the owner is."""
        return self.read.named("place", talk.place)

    def size(self, talk: TalkFacts) -> str:
        """How many they are."""
        return self.read.named("size", talk.size)

    def went(self, talk: TalkFacts) -> str:
        """How it went."""
        return self.read.word(f"went-{talk.went}") if talk.went else self.read.word("talk-goes-on")

    def heard(self, talk: TalkFacts) -> list[str]:
        """The needs that were heard in it."""
        return [self.read.need(need) for need in talk.heard]

    def counted(self, talk: TalkFacts) -> list[tuple[str, str]]:
        """The needs it counts for, by id and name."""
        return [(need, self.read.named("need", need or None)) for need in talk.counted]


def advice_of(session: Session, read: Reader) -> list[str]:
    """What was advised, best first; what has gone from the content is left out."""
    given = renamed_session(session, read.content).given
    return [
        name_of(kind, entry, read.content, read.language)
        for kind, shelf in (_SHELVES if given else ())
        for entry in getattr(given, shelf)
        if entry in getattr(read.content, shelf)
    ]
