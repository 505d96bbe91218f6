"""The tables of the SQLite store, as numbered migrations: a step, once released, never changes."""

from datetime import UTC, datetime

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x53746567  # "Steg"; tells our database from another program's
steps = Migrations("steg")


def stamp(at: datetime) -> str:
    """A time as it stands in the tables: UTC, one fixed width, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


@steps(name="001-first-tables")
def first_tables(db: Database) -> None:
    """Sessions, what was said, what waits to be sent, events, signals, handoffs, follow-ups."""
    db.table("sessions").create(
        {"conversation": str, "channel": str, "last_at": str, "advised": int, "counted_left": int, "body": str},
        pk="conversation",
    )
    db.table("sessions").create_index(["last_at"])
    db.table("seen").create({"message": str, "conversation": str, "at": str}, pk="message")
    db.table("seen").create_index(["conversation"])
    db.table("lines").create({"id": int, "conversation": str, "who": str, "at": str, "body": str}, pk="id")
    db.table("lines").create_index(["conversation", "id"])
    db.table("outbox").create(
        {"line": int, "conversation": str, "channel": str, "tries": int, "not_before": str}, pk="line"
    )
    db.table("outbox").create_index(["conversation", "line"])
    db.table("events").create({"id": int, "conversation": str, "at": str, "kind": str, "body": str}, pk="id")
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
    db.table("handoffs").create({"id": str, "conversation": str, "at": str, "stage": str, "body": str}, pk="id")
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
        {"name": str, "role": str, "password_hash": str}, pk="name", not_null={"role", "password_hash"}
    )
    db.table("logins").create(
        {"token_hash": str, "name": str, "ends_at": str}, pk="token_hash", not_null={"name", "ends_at"}
    )
    db.table("logins").create_index(["name"])
    db.table("logins").create_index(["ends_at"])
