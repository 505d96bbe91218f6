"""The tables of the SQLite store, as numbered migrations: a step, once released, never changes."""

from contextlib import closing
from datetime import UTC, datetime

from sqlite_utils import Database, Migrations

from bot.stores import sqlite_demand, sqlite_who

APPLICATION_ID = 0x53746567  # "Steg"; tells our database from another program's
steps = Migrations("steg")


def stamp(at: datetime) -> str:
    """A time as it stands in the tables: UTC, one fixed width, so that text order is time order."""
    in_utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return in_utc.isoformat(timespec="microseconds")


def newer_steps(db: Database) -> list[str]:
    """The steps a database has that this version does not know, by name."""
    with closing(Database(memory=True)) as empty:
        known = {step.name for step in steps.pending(empty)}
    return sorted(step.name for step in steps.applied(db) if step.name not in known)


@steps(name="001-first-tables")
def first_tables(db: Database) -> None:
    """Sessions, what was said, what waits to be sent, events, signals, handoffs, follow-ups."""
    db.table("sessions").create(
        {
            "conversation": str,
            "channel": str,
            "last_at": str,
            "advised": int,
            "counted_left": int,
            "body": str,
        },
        pk="conversation",
    )
    db.table("sessions").create_index(["last_at"])
    db.table("seen").create({"message": str, "conversation": str, "at": str}, pk="message")
    db.table("seen").create_index(["conversation"])
    db.table("lines").create(
        {"id": int, "conversation": str, "who": str, "at": str, "body": str}, pk="id"
    )
    db.table("lines").create_index(["conversation", "id"])
    db.table("outbox").create(
        {"line": int, "conversation": str, "channel": str, "tries": int, "not_before": str},
        pk="line",
    )
    db.table("outbox").create_index(["conversation", "line"])
    db.table("events").create(
        {"id": int, "conversation": str, "at": str, "kind": str, "body": str}, pk="id"
    )
    db.table("events").create_index(["conversation"])
    db.table("signals").create(
        {
            "id": int,
            "day": str,
            "outcome": str,
            "channel": str,
            "language": str,
            "need": str,
            "place": str,
            "country": str,
            "size": str,
            "stage": str,
            "time": str,
            "reason": str,
            "method": str,
            "actor": str,
            "instrument": str,
        },
        pk="id",
    )
    db.table("signals").create_index(["day"])
    db.table("handoffs").create(
        {"id": str, "conversation": str, "at": str, "stage": str, "body": str}, pk="id"
    )
    db.table("handoffs").create_index(["conversation"])
    db.table("follow_ups").create(
        {"id": str, "conversation": str, "due_at": str, "kind": str, "done": int}, pk="id"
    )
    db.table("follow_ups").create_index(["done", "due_at"])
    db.table("follow_ups").create_index(["conversation"])


@steps(name="002-accounts")
def accounts(db: Database) -> None:
    """Who may log in, and who is logged in; of a login only the hash of its token."""
    db.table("accounts").create(
        {"name": str, "role": str, "password_hash": str},
        pk="name",
        not_null={"role", "password_hash"},
    )
    db.table("logins").create(
        {"token_hash": str, "name": str, "ends_at": str},
        pk="token_hash",
        not_null={"name", "ends_at"},
    )
    db.table("logins").create_index(["name"])
    db.table("logins").create_index(["ends_at"])


@steps(name="003-fewer-pages-for-a-turn")
def fewer_pages(db: Database) -> None:
    """A turn writes in fewer places: what waits to be sent is marked on its line, indexes are few.

    The number of a line is never used again, also when the last lines are removed: a reply on its way
    would otherwise mark another one as sent.
    """
    for statement in _FEWER_PAGES:
        db.conn.execute(statement)


_FEWER_PAGES = (
    "create table spoken (id integer primary key autoincrement, conversation text not null,"
    " who text not null, at text not null, body text not null, channel text,"
    " tries integer not null default 0, not_before text)",
    "insert into spoken select l.id, l.conversation, l.who, l.at, l.body, o.channel,"
    " coalesce(o.tries, 0), o.not_before from lines l left join outbox o on o.line = l.id",
    "drop table outbox",
    "drop table lines",
    "alter table spoken rename to lines",
    "create index lines_of_conversation on lines (conversation)",
    "create index lines_to_send on lines (conversation) where not_before is not null",
    "create table answered (conversation text not null, message text not null, at text not null,"
    " primary key (conversation, message)) without rowid",
    "insert into answered select conversation, message, at from seen",
    "drop table seen",
    "alter table answered rename to seen",
    "alter table sessions add column words_since text",
    # An empty text comes before every time, so that the next look sets it right.
    "update sessions set words_since = ''",
    "drop index idx_sessions_last_at",
    "create index sessions_in_progress on sessions (counted_left) where advised = 0 and counted_left = 0",
    "create index sessions_with_words on sessions (words_since) where words_since is not null",
)


@steps(name="004-desks")
def desks(db: Database) -> None:
    """Requests by desk and by when something is due; of a line what it became at a desk."""
    for statement in _DESKS:
        db.conn.execute(statement)


_DESKS = (
    "alter table handoffs add column desk text",
    "alter table handoffs add column rung_at text",
    "alter table handoffs add column hours_to_take real",
    "create index handoffs_due on handoffs (rung_at) where rung_at is not null",
    "alter table lines add column handoff text",
    "alter table lines add column posted text",
    "create index lines_of_handoff on lines (handoff) where handoff is not null",
)


@steps(name="005-demand")
def demand(db: Database) -> None:
    """Signals tell more, and are kept once more as columns of codes, which count fast.

    Of the signals before this step nobody knows any more which were the first of their conversation and
    need in the month; those that come on top of others are taken as not.
    """
    for statement in (*_DEMAND, *sqlite_demand.TABLES):
        db.conn.execute(statement)


_DEMAND = (
    "alter table signals add column step text",
    "alter table signals add column chosen text",
    "alter table signals add column helped text",
    "alter table signals add column first integer not null default 1",
    "alter table signals add column made_up integer not null default 0",
    "update signals set step = substr(reason, 9) where reason like 'left-at-%'",
    "update signals set chosen = 'person' where outcome = 'handoff'",
    "update signals set first = 0 where (outcome = 'handoff' and need is not null)"
    " or reason = 'nobody-answered'",
)


@steps(name="006-staff")
def staff(db: Database) -> None:
    """What staff did, and the corrections they made."""
    for statement in _STAFF:
        db.conn.execute(statement)


_STAFF = (
    "create table audit (id integer primary key, at text not null, by text not null,"
    " deed text not null, about text not null, why text not null)",
    "create index audit_by_time on audit (at)",
    "create table corrections (id integer primary key, conversation text, at text not null,"
    " by text not null, day text not null, need text, instead text not null, place text, size text,"
    " made_up integer not null)",
    "create index corrections_by_day on corrections (day)",
)


@steps(name="007-introductions")
def introductions(db: Database) -> None:
    """Introductions, the owners of each, and since when an owner would like to meet others."""
    for statement in _INTRODUCTIONS:
        db.conn.execute(statement)


_INTRODUCTIONS = (
    "create table introductions (id text primary key, at text not null, ended_at text, body text not null)",
    "create index introductions_open on introductions (at) where ended_at is null",
    "create table invited (introduction text not null, conversation text not null, body text not null,"
    " primary key (introduction, conversation))",
    "create index invited_of_conversation on invited (conversation)",
    "alter table sessions add column willing_since text",
    "create index sessions_willing on sessions (willing_since) where willing_since is not null",
)


@steps(name="008-privacy-counts")
def privacy_counts(db: Database) -> None:
    """How often owners asked for their file, erased everything or said no, by month; never who."""
    db.conn.execute(
        "create table privacy_counts (month text not null, kind text not null, count integer not null,"
        " primary key (month, kind)) without rowid"
    )


@steps(name="009-lessons")
def lessons(db: Database) -> None:
    """The examples staff chose to be taught; the number of one is never used again."""
    for statement in _LESSONS:
        db.conn.execute(statement)


_LESSONS = (
    "create table lessons (id integer primary key autoincrement, at text not null, by text not null,"
    " text text not null, need text not null, language text not null, settled_at text, ending text,"
    " why text not null default '')",
    "create index lessons_by_settling on lessons (settled_at)",
)


@steps(name="010-asked")
def asked(db: Database) -> None:
    """Signals tell which questions were put; the columns of codes are made anew, with that one.

    Of the signals before this step nobody knows it.
    """
    for statement in _ASKED:
        db.conn.execute(statement)
    sqlite_demand.fill(db.conn)


_ASKED = (
    "alter table signals add column asked text",
    "delete from signal_pages",
    "delete from signal_values",
)


@steps(name="011-told-who")
def told_who(db: Database) -> None:
    """How many owners said who they are, by quarter; never which."""
    db.conn.execute(sqlite_who.TABLE)
