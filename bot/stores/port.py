"""What every store offers; one set of tests holds for all of them."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

from bot.core.accounts import Account
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
from bot.core.demand_query import Count, Query
from bot.core.desks import Load
from bot.core.kept_file import Kept


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


@dataclass(frozen=True, slots=True)
class Misheard:
    """A text that was not understood, or read otherwise than its owner then chose; never whose it was.

    ``read`` and ``chosen`` are needs, none when nothing was read or chosen.
    """

    kind: Literal["not-understood", "corrected"]
    text: str
    read: tuple[str, ...]
    chosen: tuple[str, ...]
    language: str | None
    day: date


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


class Store(Protocol):
    """Remembers. Times are aware and come in as arguments; the store has no clock."""

    @property
    def accounts(self) -> Accounts:
        """Who may log in, on the same database."""

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

        As long as they are kept. A text that was not understood until its owner chose counts once.
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

    def forget_contacts(self, before: datetime) -> int:
        """Removes what points at a person from requests closed before this; how many requests."""

    def forget_seen(self, before: datetime) -> int:
        """Removes old marks of answered messages; how many."""

    def erase(self, conversation: str) -> Mapping[str, int]:
        """Removes everything about a conversation; how many rows of each kind."""

    def close(self) -> None:
        """Lets go of the database."""
