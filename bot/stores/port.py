"""What every store offers; one set of tests holds for all of them."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from bot.core.accounts import Account
from bot.core.audit import Act
from bot.core.conversation import (
    Channel,
    DeskPost,
    FollowUp,
    Handoff,
    Line,
    Message,
    Reply,
    Session,
    Signal,
    Turn,
)
from bot.core.corrections import Correction
from bot.core.demand_query import Count, Query
from bot.core.desks import Load
from bot.core.introductions import Introduction
from bot.core.kept_file import Kept
from bot.core.lessons import Ending, Lesson, ListedLesson
from bot.core.misheard import Misheard
from bot.core.who_counts import WhoCount


@dataclass(frozen=True, slots=True)
class Unsent:
    """A reply waiting in the outbox: the first of its conversation that is not sent.

    ``thread`` is the platform's id of the card it belongs under, when it goes to a desk.
    """

    id: int
    conversation: str
    channel: Channel
    reply: Reply
    tries: int
    to_desk: bool = False
    thread: str | None = None


class Transaction(Protocol):
    """What can be done while one turn is kept: all of it or nothing."""

    def seen(self, message: Message) -> bool:
        """Whether this message was answered before; from now on it counts as answered."""

    def session(self, conversation: str) -> Session | None:
        """What is remembered of a conversation."""

    def keep(self, message: Message, turn: Turn) -> None:
        """Keeps session, lines, replies to send, events, signals, handoff and follow-up of a turn."""

    def handoff(self, request: str) -> Handoff | None:
        """A request for a person."""

    def last_request(self, conversation: str) -> Handoff | None:
        """The latest request for a person of a conversation."""

    def kept(self, conversation: str) -> Kept:
        """All there is about an owner besides the session, for the owner to read."""

    def post(self, post: DeskPost, now: datetime) -> None:
        """Keeps something a desk gets to read that belongs to no turn."""

    def request_of(self, desk: str, posted: str) -> str | None:
        """The request that a post at a desk belongs to, by the platform's id of the post."""

    def introduction(self, name: str) -> Introduction | None:
        """An introduction with the owners who have not erased it."""

    def put_introduction(self, introduction: Introduction) -> None:
        """Keeps an introduction as it stands."""

    def settle(self, follow_up: str) -> bool:
        """Marks a follow-up as done; False when another worker was first."""


class Accounts(Protocol):
    """Remembers who may log in and who is logged in: of passwords and tokens only hashes."""

    def add(self, account: Account) -> bool:
        """Adds an account; False when the name is taken."""

    def get(self, name: str) -> Account | None:
        """The account of a name."""

    def all(self) -> Sequence[Account]:
        """Every account, by name."""

    def new_password(self, name: str, password_hash: str) -> bool:
        """Changes a password and ends the logins made with the old one; False when nobody is called so."""

    def remove(self, name: str) -> bool:
        """Removes an account with its logins; False when nobody is called so."""

    def log_in(self, token_hash: str, account: Account, now: datetime, ends_at: datetime) -> bool:
        """Keeps a login and removes those that ended; False when the account or its password has gone."""

    def logged_in(self, token_hash: str, now: datetime) -> Account | None:
        """The account a login belongs to, with the role it has now; None when the login ended."""

    def log_out(self, token_hash: str) -> None:
        """Ends a login."""


class Audit(Protocol):
    """Remembers what staff did."""

    def add(self, act: Act) -> None:
        """Keeps an act."""

    def latest(
        self, limit: int, before: datetime | None = None, *, by: str | None = None, skip: int = 0
    ) -> Sequence[Act]:
        """The latest acts, of those before a time and by one account; the last first.

        Args:
            skip: how many of them are left out first.
        """

    def people(self) -> Sequence[str]:
        """Whose acts are kept, by name; "" is the operator's terminal."""

    def forget(self, before: datetime) -> int:
        """Removes older acts; how many."""


class Corrections(Protocol):
    """Remembers what staff corrected; whose talk it was only as long as its words are kept."""

    def add(self, correction: Correction, conversation: str) -> None:
        """Keeps a correction beside those made before."""

    def between(self, from_day: date, to_day: date) -> Sequence[Correction]:
        """The corrections of talks of a period, both days included, oldest first."""

    def of(self, conversation: str) -> Sequence[Correction]:
        """The corrections of one talk, oldest first."""


class Lessons(Protocol):
    """Remembers which examples staff chose to be taught, and what came of them."""

    def add(self, lessons: Sequence[Lesson], at: datetime, by: str) -> None:
        """Puts lessons on the list, all of them or none; each has a language."""

    def waiting(self) -> Sequence[ListedLesson]:
        """The lessons that wait, oldest first."""

    def settled(self, limit: int) -> Sequence[ListedLesson]:
        """The lessons that were taught or refused, the last first."""

    def settle(self, lesson: int, at: datetime, ending: Ending, why: str = "") -> bool:
        """Says what came of a lesson; False when it waits no more."""

    def take_back(self, lesson: int) -> bool:
        """Removes a lesson that waits; False when it waits no more."""

    def forget(self, before: datetime) -> int:
        """Removes lessons settled before this; how many."""


class Introductions(Protocol):
    """Remembers introductions and who would like to meet others; a turn keeps the answers of owners."""

    def willing(self, since: datetime) -> Sequence[Session]:
        """The owners who said since then that they would like to meet others."""

    def all(self) -> Sequence[Introduction]:
        """Every introduction, the latest first."""

    def open(self) -> Sequence[str]:
        """The introductions that have not ended, oldest first."""

    def forget_contacts(self, before: datetime) -> int:
        """Removes whose introductions they were that ended before this; how many introductions.

        What the owners were sent goes with it. How many were asked and how it ended stays.
        """

    def forget_willing(self, before: datetime) -> int:
        """Removes the wish to meet others where it is older than this; how many."""


@dataclass(frozen=True, slots=True)
class TalkKept:
    """A talk staff may read: its session, and its events as kind, time and needs; never their words."""

    session: Session
    events: tuple[tuple[str, datetime, tuple[str, ...]], ...] = ()


class Talks(Protocol):
    """Finds the talks staff may read, as long as their words are kept.

    None of an owner who said no to that, and none in which somebody was not well.
    """

    def latest(self, since: datetime, *, made_up: bool = False) -> Sequence[str]:
        """The conversations with a message since then, real or made up, the latest first.

        Not all of them may be read.
        """

    def readable(
        self,
        conversations: Sequence[str],
        since: datetime,
        *,
        mentions: Sequence[str] = (),
        missed: bool = False,
    ) -> Sequence[TalkKept]:
        """Of these conversations those staff may read, in the same order.

        Args:
            mentions: only sessions that hold one of these ids, in whatever part; none is all.
            missed: only talks in which something was not understood.
        """

    def lines(self, conversation: str, since: datetime) -> Sequence[Line]:
        """What owner and Steg said to each other since then, without the turns that belong to a request."""


@dataclass(frozen=True, slots=True)
class RequestCount:
    """How often owners used one of their rights in a month: file, erased, not-kept."""

    month: str
    kind: str
    count: int


class Privacy(Protocol):
    """Counts what the page on privacy tells."""

    def requests(self) -> Sequence[RequestCount]:
        """How often owners used their rights, the latest month first."""

    def past_their_time(self, before: Mapping[str, datetime]) -> Mapping[str, int]:
        """How much is kept that is older than it may be, by what it is.

        Args:
            before: what was kept before then is past its time, by words, talk, contacts, seen, audit,
                lessons, willing.
        """


class WhoTally(Protocol):
    """Remembers how many owners said who they are; a turn adds to it."""

    def counts(self, *, made_up: bool = False) -> Sequence[WhoCount]:
        """How many gave each answer that was given, by quarter, real or made up."""


class Store(Protocol):
    """Remembers. Times are aware and come in as arguments; the store has no clock."""

    @property
    def accounts(self) -> Accounts:
        """Who may log in, on the same database."""

    @property
    def audit(self) -> Audit:
        """What staff did, on the same database."""

    @property
    def corrections(self) -> Corrections:
        """What staff corrected, on the same database."""

    @property
    def talks(self) -> Talks:
        """The talks staff may read, on the same database."""

    @property
    def privacy(self) -> Privacy:
        """What the page on privacy tells, on the same database."""

    @property
    def who(self) -> WhoTally:
        """Who owners say they are, counted, on the same database."""

    @property
    def lessons(self) -> Lessons:
        """What is to be taught, on the same database."""

    @property
    def introductions(self) -> Introductions:
        """Owners brought together, on the same database."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """One turn's transaction, written durably when it ends.

        Raises:
            StoreUnreachable: the database is locked, full or gone; then nothing is kept.
        """

    def ready(self) -> str | None:
        """None when the store answers, else one line that says what is wrong."""

    # --- the outbox

    def unsent(self, now: datetime, channels: Sequence[Channel], limit: int) -> Sequence[Unsent]:
        """For each conversation with replies waiting, the first one, if its time has come."""

    def sent(self, unsent: int, posted: str | None = None) -> None:
        """Marks a reply as sent, and keeps the platform's id of the post it became."""

    def undelivered(self, unsent: int) -> None:
        """Gives up one reply that a desk will not take."""

    def postponed(self, unsent: int, until: datetime) -> None:
        """Leaves a reply for later, and with it all that come after it in the conversation."""

    def refused(self, conversation: str) -> None:
        """The platform will take nothing more for this conversation: its waiting replies are given up."""

    # --- reading back

    def lines(self, conversation: str, after: int = 0) -> Sequence[Line]:
        """What was said in a conversation after a line, as far as it is kept."""

    def signals(self, from_day: date | None = None, to_day: date | None = None) -> Sequence[Signal]:
        """The signals of a period, both days included."""

    def demand(self, query: Query) -> Sequence[Count]:
        """The signals of a query counted, as of this moment, the most first; ties by key, None last.

        Groups without signals are left out; a query by nothing always gives one count.
        """

    def only_made_up(self) -> bool:
        """Whether there are made-up talks here and no real one: then pages show those, and say so."""

    def words_heard(
        self, from_day: date | None = None, to_day: date | None = None
    ) -> Sequence[Misheard]:
        """The words of a period, both days included, that were not understood or were corrected.

        As long as they are kept. A text that was not understood until its owner chose counts once. None
        of an owner who was not well: often the words before it was noticed tell of that as well.
        """

    def handoffs(self) -> Sequence[Handoff]:
        """Every request for a person, oldest first."""

    def handoff(self, request: str) -> Handoff | None:
        """A request for a person."""

    def talk(self, request: str) -> Sequence[Line]:
        """What owner and adviser said to each other about a request, as far as it is kept."""

    def loads(self) -> Mapping[str, Load]:
        """How busy each desk is that has had a request, by its id."""

    def counts(self) -> Mapping[str, int]:
        """How many rows there are of each kind, for metrics."""

    def export(self, conversation: str) -> Mapping[str, Any]:
        """All that is kept about one owner."""

    def conversations(self) -> Mapping[str, datetime]:
        """Every conversation something is kept of, with the time of the oldest trace."""

    # --- by itself

    def due(self, now: datetime, conversation: str | None = None) -> Sequence[FollowUp]:
        """Follow-ups whose time has come, oldest first."""

    def due_handoffs(self, now: datetime) -> Sequence[Handoff]:
        """Open requests whose next rung of the ladder is due, oldest first."""

    def silent(self, since: datetime, limit: int) -> Sequence[Session]:
        """Sessions whose last message is older, that got no advice and were not yet counted as left."""

    def forget_words(self, before: datetime) -> int:
        """Removes what was said before this, by owners and by Steg; how many lines.

        It goes from lines, events and sessions. A reply that could not be sent for so long is given up.
        """

    def forget_talks(self, before: datetime) -> int:
        """Erases the conversations whose newest trace is older than this; how many.

        One with an open request, a follow-up still to come, or a reply that waits stays; signals stay.
        """

    def forget_contacts(self, before: datetime) -> int:
        """Removes what points at a person from requests closed before this; how many requests."""

    def forget_seen(self, before: datetime) -> int:
        """Removes old marks of answered messages; how many."""

    def erase(self, conversation: str) -> Mapping[str, int]:
        """Removes everything about a conversation; how many rows of each kind."""

    def close(self) -> None:
        """Lets go of the database."""
